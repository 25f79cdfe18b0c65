"""Who may do what: every route of the staff view is declared here, and what is not declared is refused."""

from __future__ import annotations

from enum import Enum, auto

from models.staff import Role


class Permission(Enum):
    """What a route asks for."""

    ANYBODY = auto()
    SIGNED_IN = auto()
    HANDLE_CASES = auto()
    ENTER_REPORTS = auto()
    SEE_FIGURES = auto()
    EDIT_ANSWERS = auto()
    MANAGE_ACCOUNTS = auto()
    HOLD_CASES = auto()
    KEEP_IDENTITIES = auto()
    EDIT_MANUAL = auto()


ROLES: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: frozenset(Role),
    Permission.HANDLE_CASES: frozenset({Role.HANDLER, Role.SUPERVISOR}),
    Permission.ENTER_REPORTS: frozenset({Role.HANDLER, Role.SUPERVISOR}),
    Permission.SEE_FIGURES: frozenset({Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR}),
    Permission.EDIT_ANSWERS: frozenset({Role.EDITOR, Role.SUPERVISOR}),
    Permission.HOLD_CASES: frozenset({Role.SUPERVISOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.SYSTEM_ADMIN}),
    Permission.KEEP_IDENTITIES: frozenset({Role.CUSTODIAN}),
    Permission.EDIT_MANUAL: frozenset({Role.EDITOR}),
}
"""Which roles have a permission. Whether a case opens is not decided here: that takes its key."""

ROUTES: dict[str, Permission] = {
    "admin.sign_in": Permission.ANYBODY,
    "admin.sign_in_posted": Permission.ANYBODY,
    "admin.sign_out": Permission.SIGNED_IN,
    "admin.home": Permission.SIGNED_IN,
    "admin.my_sessions": Permission.SIGNED_IN,
    "admin.revoke_session": Permission.SIGNED_IN,
    "admin.password": Permission.SIGNED_IN,
    "admin.password_changed": Permission.SIGNED_IN,
    "admin.code_renewed": Permission.SIGNED_IN,
    "admin.forgotten": Permission.ANYBODY,
    "admin.forgotten_posted": Permission.ANYBODY,
    "admin.work_list": Permission.HANDLE_CASES,
    "admin.case": Permission.HANDLE_CASES,
    "admin.case_status": Permission.HANDLE_CASES,
    "admin.case_answer": Permission.HANDLE_CASES,
    "admin.case_erasure": Permission.HANDLE_CASES,
    "admin.case_note": Permission.HANDLE_CASES,
    "admin.intake": Permission.ENTER_REPORTS,
    "admin.intake_entered": Permission.ENTER_REPORTS,
    "admin.case_evidence": Permission.HANDLE_CASES,
    "admin.identity_ask": Permission.HANDLE_CASES,
    "admin.identity_result": Permission.HANDLE_CASES,
    "admin.identity_list": Permission.KEEP_IDENTITIES,
    "admin.identity_approve": Permission.KEEP_IDENTITIES,
    "admin.identity_decline": Permission.KEEP_IDENTITIES,
    "admin.case_hold": Permission.HOLD_CASES,
    "admin.case_conflict": Permission.HANDLE_CASES,
    "admin.case_hand_over": Permission.HANDLE_CASES,
    "admin.newcomers": Permission.HANDLE_CASES,
    "admin.newcomer_given": Permission.HANDLE_CASES,
    "admin.grants": Permission.KEEP_IDENTITIES,
    "admin.grant_decided": Permission.KEEP_IDENTITIES,
    "admin.export": Permission.SEE_FIGURES,
    "admin.export_made": Permission.SEE_FIGURES,
    "admin.survey": Permission.EDIT_ANSWERS,
    "admin.survey_saved": Permission.EDIT_ANSWERS,
    "admin.declaration_saved": Permission.EDIT_ANSWERS,
    "admin.survey_poster": Permission.EDIT_ANSWERS,
    "admin.accounts": Permission.MANAGE_ACCOUNTS,
    "admin.manual": Permission.EDIT_MANUAL,
    "admin.manual_new": Permission.EDIT_MANUAL,
    "admin.manual_entry": Permission.EDIT_MANUAL,
    "admin.manual_saved": Permission.EDIT_MANUAL,
    "admin.manual_moved": Permission.EDIT_MANUAL,
    "admin.gaps": Permission.EDIT_MANUAL,
    "admin.gaps_taught": Permission.EDIT_MANUAL,
    "admin.gaps_export": Permission.EDIT_MANUAL,
}
"""The permission of every endpoint."""


def allowed(endpoint: str, roles: list[str] | None) -> bool:
    """Whether somebody with these roles (None: nobody signed in) may call an endpoint."""
    needed = ROUTES.get(endpoint)
    if needed is None:
        return False
    if needed is Permission.ANYBODY:
        return True
    return roles is not None and any(role in ROLES[needed] for role in roles)
