"""The EIT survey's window and counts; the No Gift declaration of a year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "survey_period",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", name=op.f("pk_survey_period")),
    )
    op.create_table(
        "survey_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "place", "act", name=op.f("pk_survey_count")),
    )
    op.create_table(
        "declaration",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", name=op.f("pk_declaration")),
    )


def downgrade() -> None:
    """Back."""
    for table in ("declaration", "survey_count", "survey_period"):
        op.drop_table(table)
