"""Forms sent once, look-ups paced, ratings counted; objections and the rating mark of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sent_form",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sent_form")),
    )
    with op.batch_alter_table("sent_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_form_on_day"), ["on_day"], unique=False)
    op.create_table(
        "pace",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("recent", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace")),
    )
    op.create_table(
        "rating_count",
        sa.Column("quarter", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", "kind", "score", name=op.f("pk_rating_count")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objections", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("rated", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_column("rated")
        batch_op.drop_column("objections")
    for table in ("rating_count", "pace", "sent_form"):
        op.drop_table(table)
