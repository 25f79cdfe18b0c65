"""Staff rows that are signed, the ledger's own key, and payloads that are found by their case alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

COLUMNS = (("staff", "seal"), ("instance", "ledger_key"), ("ledger_payload", "owner"))


def upgrade() -> None:
    """Forward."""
    for table, column in COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Back."""
    for table, column in COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
