"""Identity: asked for on a case, opened by two custodians, shown to whoever asked for 15 minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.case_page import show
from admin.desk import Desk, actor_of
from admin.opened import opened_case
from admin.reauth import WRONG, NotConfirmed, confirm
from casework import identity_opening as opening
from casework.conflict import Unlocked
from casework.identity_opening import Consent, OpeningRefused, Wish
from casework.unseal import report_of
from ledger.append import Act, append
from models import Case, IdentityRequest, Staff
from models.identity import RequestState


@dataclass(frozen=True)
class Line:
    """A request as a custodian reads it."""

    request: IdentityRequest
    case: Case
    requester: Staff
    words: str
    mine: bool


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """Asking, the custodians' list, approving or declining, the result."""
    rule = blueprint.add_url_rule
    rule("/cases/<reference>/identity", "identity_ask", lambda reference: ask(desk, reference), methods=["POST"])
    rule("/identity", "identity_list", lambda: waiting(desk))
    rule("/identity/<number>/approve", "identity_approve", lambda number: approve(desk, number), methods=["POST"])
    rule("/identity/<number>/decline", "identity_decline", lambda number: decline(desk, number), methods=["POST"])
    rule("/identity/<number>/result", "identity_result", lambda number: result(desk, number), methods=["POST"])


def ask(desk: Desk, reference: str) -> Response | tuple[str, int]:
    """File a request; what was typed is kept when it cannot be."""
    words = request.form.get("words", "")
    try:
        with opened_case(desk, reference) as (session, opened):
            accused = report_of(session, desk.office(), opened.case, opened.content_private).accused
            wish = Wish(desk.who().staff, request.form.get("reason", ""), words, accused)
            opening.ask(session, desk.office(), opened.case, wish, desk.clock())
    except OpeningRefused as refusal:
        return show(desk, reference, str(refusal), words), 400
    return redirect(url_for("admin.case", reference=reference), 303)  # type: ignore[return-value]


def waiting(desk: Desk, problem: str = "") -> str:
    """Requests that wait for this custodian: one who is accused does not learn of them. What is over is erased."""
    with desk.db.write() as session:
        opening.tidy(session, desk.clock())
        alive = (RequestState.WAITING, RequestState.HALF)
        rows = session.scalars(
            select(IdentityRequest).where(IdentityRequest.state.in_(alive)).order_by(IdentityRequest.filed_at)
        )
        me = Unlocked(desk.who().staff, desk.who().private_key)
        mine = [row for row in rows if opening.takes_part(session, desk.office(), row.case_id, me)]
        lines = [_line(desk, session, row) for row in mine]
        append(session, desk.keys, Act("list.viewed", "identity", actor_of(desk.who())), desk.clock())
    return render_template("admin/identity_list.html", lines=lines, problem=problem, REASONS=opening.REASONS)


def approve(desk: Desk, number: str) -> Response | tuple[str, int]:
    """A custodian's consent, with password and code once more."""
    try:
        person = confirm(desk)
    except NotConfirmed:
        return waiting(desk, WRONG), 400
    return _decide(desk, number, person)


def decline(desk: Desk, number: str) -> Response | tuple[str, int]:
    """A custodian's refusal; it needs no key."""
    who = desk.who()
    return _decide(desk, number, Unlocked(who.staff, who.private_key), no=True)


def result(desk: Desk, number: str) -> str | tuple[str, int]:
    """What the reporter said of themselves, for the requester, in one session, for 15 minutes."""
    who, now = desk.who(), desk.clock()
    try:
        with desk.db.write() as session:
            person = Unlocked(who.staff, who.private_key)
            key = opening.use(session, desk.office(), number, (person, who.session_id), now)
            wanted = session.get_one(IdentityRequest, number)
            fields = opening.fields(session, desk.office(), wanted.case_id, key)
            case = session.get_one(Case, wanted.case_id)
            append(session, desk.keys, Act("identity.shown", wanted.reason, actor_of(who), case.ledger_tag), now)
    except OpeningRefused as refusal:
        return _refused(desk, str(refusal))
    return render_template("admin/identity_result.html", case=case, fields=fields, until=wanted.readable_until)


def _decide(desk: Desk, number: str, person: Unlocked, *, no: bool = False) -> Response | tuple[str, int]:
    consent = Consent(number, request.form.get("digest", ""), person)
    act = opening.decline if no else opening.approve
    try:
        with desk.db.write() as session:
            act(session, desk.office(), consent, desk.clock())
    except OpeningRefused as refusal:
        _enter_refusal(desk, desk.clock())
        return waiting(desk, str(refusal)), 409
    desk.db.bell.ring()
    return redirect(url_for("admin.identity_list"), 303)  # type: ignore[return-value]


def _refused(desk: Desk, words: str) -> tuple[str, int]:
    with desk.db.write() as session:
        opening.tidy(session, desk.clock())
    _enter_refusal(desk, desk.clock())
    return render_template("admin/identity_gone.html", words=words), 410


def _enter_refusal(desk: Desk, now: datetime) -> None:
    """A refused step is an entry of its own, which outlives what was rolled back."""
    with desk.db.write() as session:
        append(session, desk.keys, Act("identity.refused", actor=actor_of(desk.who())), now)


def _line(desk: Desk, session: Session, row: IdentityRequest) -> Line:
    requester = session.get(Staff, row.requester_id)
    if requester is None:
        abort(404)
    who = desk.who()
    mine = who.staff.id in (row.requester_id, row.first_id)
    return Line(row, session.get_one(Case, row.case_id), requester, opening.words_for(row, who.private_key), mine)
