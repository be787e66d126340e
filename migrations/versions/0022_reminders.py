"""Let reminders be about the answer to a question too, each once for a question."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ABOUT_REPORTS = sa.text("question_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("reminder") as table:
        table.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_reminder_question_id"), "report_question", ["question_id"], ["id"])
        table.drop_constraint(op.f("uq_reminder_report_id_kind"), type_="unique")
        table.create_unique_constraint(op.f("uq_reminder_question_id_kind"), ["question_id", "kind"])
    once = {"sqlite_where": ABOUT_REPORTS, "postgresql_where": ABOUT_REPORTS}
    op.create_index("ix_reminder_once", "reminder", ["report_id", "kind"], unique=True, **once)


def downgrade() -> None:
    op.drop_index("ix_reminder_once", table_name="reminder")
    op.execute("DELETE FROM reminder WHERE question_id IS NOT NULL")
    with op.batch_alter_table("reminder") as table:
        table.drop_constraint(op.f("uq_reminder_question_id_kind"), type_="unique")
        table.drop_constraint(op.f("fk_reminder_question_id"), type_="foreignkey")
        table.drop_column("question_id")
        table.create_unique_constraint(op.f("uq_reminder_report_id_kind"), ["report_id", "kind"])
