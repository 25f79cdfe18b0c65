"""Evidence files and the steps they are stored in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("work", sa.LargeBinary(), nullable=True),
        sa.Column("for_staff", sa.LargeBinary(), nullable=True),
        sa.Column("for_custodians", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("lease", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_ready", "evidence", ["state", "next_at"])
    op.create_index(op.f("ix_evidence_case_id"), "evidence", ["case_id"])
    op.create_index(op.f("ix_evidence_holder"), "evidence", ["holder"])
    op.create_table(
        "evidence_chunk",
        sa.Column("evidence_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_chunk_evidence_id")),
        sa.PrimaryKeyConstraint("evidence_id", "part", "step", name=op.f("pk_evidence_chunk")),
    )
    op.create_table(
        "evidence_vault",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_vault_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_evidence_vault")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("evidence_vault")
    op.drop_table("evidence_chunk")
    op.drop_table("evidence")
