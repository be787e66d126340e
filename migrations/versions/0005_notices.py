"""Make the tables of notices."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEPT = {"notice": "OLD.sent_at IS NULL"}
"""Tables whose rows never change, and while what they still may."""


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column("to_name", sa.String(length=300), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("document_keys", sa.JSON(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("due_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "claimed", "sent", "given_up", "set_aside", name="noticestatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("next_try_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("claimed_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("claimed_by", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.String(length=300), nullable=False),
        sa.Column("sent_at", fund.core.db.UtcMoment(), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notice_sent_has_a_moment")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_notice_to_person_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["person.id"], name=op.f("fk_notice_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
        sa.UniqueConstraint("reason", name=op.f("uq_notice_reason")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_status_next_try_at"), ["status", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_to_person_id"), ["to_person_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_notice_status_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_notice_case_id"))

    op.drop_table("notice")
