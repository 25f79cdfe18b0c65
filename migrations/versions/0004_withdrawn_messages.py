"""Words that can be taken back: keys beside an item, and messages unsent before they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward."""
    op.add_column("case_item", sa.Column("sources", sa.LargeBinary(), nullable=True))
    op.create_table(
        "withdrawn_message",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_withdrawn_message")),
    )
    op.create_index(op.f("ix_withdrawn_message_expires_at"), "withdrawn_message", ["expires_at"])


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_withdrawn_message_expires_at"), table_name="withdrawn_message")
    op.drop_table("withdrawn_message")
    with op.batch_alter_table("case_item", schema=None) as batch_op:
        batch_op.drop_column("sources")
