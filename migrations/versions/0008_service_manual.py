"""The service manual, taught phrases and questions without an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "manual_entry",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_entry")),
    )
    op.create_table(
        "manual_version",
        sa.Column("entry_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saved_by", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["manual_entry.id"], name=op.f("fk_manual_version_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_manual_version")),
    )
    counter = op.create_table(
        "manual_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_manual_counter_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_counter")),
    )
    op.bulk_insert(counter, [{"id": 1, "version": 0}])
    op.create_table(
        "taught_phrase",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("phrase", sa.String(length=300), nullable=False),
        sa.Column("taught_on", sa.Date(), nullable=False),
        sa.Column("taught_by", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_phrase")),
    )
    op.create_index(op.f("ix_taught_phrase_target"), "taught_phrase", ["target"], unique=False)
    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("near", sa.String(length=40), nullable=False),
        sa.Column("settled", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_question")),
    )
    op.create_index(op.f("ix_unanswered_question_on_day"), "unanswered_question", ["on_day"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_unanswered_question_on_day"), table_name="unanswered_question")
    op.drop_table("unanswered_question")
    op.drop_index(op.f("ix_taught_phrase_target"), table_name="taught_phrase")
    op.drop_table("taught_phrase")
    op.drop_table("manual_counter")
    op.drop_table("manual_version")
    op.drop_table("manual_entry")
