"""Since when the LINE account is not safe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat_unsafe_since", sa.Date(), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.drop_column("chat_unsafe_since")
