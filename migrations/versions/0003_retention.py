"""Legal hold, and cases whose content was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forward."""
    op.add_column("cases", sa.Column("erased_on", sa.Date(), nullable=True))
    op.create_table(
        "case_hold",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_hold_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_hold")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("case_hold")
    with op.batch_alter_table("cases") as table:
        table.drop_column("erased_on")
