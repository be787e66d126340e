"""Make the tables of reports."""

import sqlalchemy as sa
from alembic import op

import fund.core.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("interim", "final", name="reportkind", native_enum=False, length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum("expected", "submitted", "questioned", "accepted", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("deviations", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("saved_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("submitted_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'accepted') OR submitted_at IS NOT NULL",
            name=op.f("ck_report_submitted_moment"),
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_report_accepted_by_id")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_report_award_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_report_obligation_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["document.id"], name=op.f("fk_report_receipt_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_report_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("key", name=op.f("uq_report_key")),
        sa.UniqueConstraint("obligation_id", name=op.f("uq_report_obligation_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_award_id"), ["award_id"], unique=False)
        batch_op.create_index("ix_report_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("task_link_id", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(length=300), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_outcome_report_id")),
        sa.ForeignKeyConstraint(["task_link_id"], ["task_link.id"], name=op.f("fk_outcome_task_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("report_id", "task_link_id", name=op.f("uq_outcome_report_id_task_link_id")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "month_before",
                "week_before",
                "on_the_day",
                "week_after",
                "escalation",
                name="reminderkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("sent_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("dropped_at", fund.core.db.UtcMoment(), nullable=True),
        sa.CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name=op.f("ck_reminder_sent_or_dropped")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_reminder_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("report_id", "kind", name=op.f("uq_reminder_report_id_kind")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_open", ["sent_at", "dropped_at", "due_at"], unique=False)

    op.create_table(
        "report_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_report_question_answered_has_a_moment")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_report_question_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_report_question_asked_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_question_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_question")),
    )
    with op.batch_alter_table("report_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_question_report_id"), ["report_id"], unique=False)

    op.create_table(
        "spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("budget_line_id", sa.Integer(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint("spent IS NULL OR spent >= 0", name=op.f("ck_spending_spent_not_negative")),
        sa.ForeignKeyConstraint(["budget_line_id"], ["budget_line.id"], name=op.f("fk_spending_budget_line_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_spending_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
        sa.UniqueConstraint("report_id", "budget_line_id", name=op.f("uq_spending_report_id_budget_line_id")),
    )


def downgrade() -> None:
    op.drop_table("spending")
    with op.batch_alter_table("report_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_question_report_id"))

    op.drop_table("report_question")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_open")

    op.drop_table("reminder")
    op.drop_table("outcome")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_state_due_on")
        batch_op.drop_index(batch_op.f("ix_report_award_id"))

    op.drop_table("report")
