"""Identity apart from the report, requests of two people, personal codes, the municipality's profile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

CODE_COLUMNS = ("code_salt", "code_verifier", "private_by_code")
PROFILE = (("agency_type", 24), ("district", 80), ("province", 80))


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in CODE_COLUMNS:
            batch_op.add_column(sa.Column(name, sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("instance", schema=None) as batch_op:
        for name, length in PROFILE:
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    _identity_tables()
    _request_tables()


def downgrade() -> None:
    """Back."""
    for name in ("key_grant", "identity_request", "case_mark", "case_identity", "identity_key"):
        op.drop_table(name)
    with op.batch_alter_table("instance", schema=None) as batch_op:
        for name, _ in PROFILE:
            batch_op.drop_column(name)
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in CODE_COLUMNS:
            batch_op.drop_column(name)


def _identity_tables() -> None:
    op.create_table(
        "identity_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_identity_key_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_key")),
    )
    with op.batch_alter_table("identity_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_key_case_id"), ["case_id"], unique=False)
    op.create_table(
        "case_identity",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_identity_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_identity")),
    )
    op.create_table(
        "case_mark",
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_case_mark")),
    )


def _request_tables() -> None:
    op.create_table(
        "identity_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("requester_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("first_id", sa.String(length=32), nullable=True),
        sa.Column("second_id", sa.String(length=32), nullable=True),
        sa.Column("boxes", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("viewer", sa.LargeBinary(), nullable=True),
        sa.Column("readable_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_identity_request_case_id")),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_identity_request_{name}"))
            for name in ("requester_id", "first_id", "second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_request")),
    )
    with op.batch_alter_table("identity_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_request_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_request_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "key_grant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("requester_id", sa.String(length=32), nullable=False),
        sa.Column("newcomer_id", sa.String(length=32), nullable=False),
        sa.Column("newcomer_key", sa.LargeBinary(), nullable=False),
        sa.Column("approver_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_key_grant_{name}"))
            for name in ("requester_id", "newcomer_id", "approver_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_grant")),
    )
