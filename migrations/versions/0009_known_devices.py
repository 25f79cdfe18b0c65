"""Browsers that signed in before count their wrong tries apart from everybody else's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "staff_device",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_device_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_device")),
    )
    with op.batch_alter_table("staff_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_device_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("staff_device")
