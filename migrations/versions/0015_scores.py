"""Close the scores that were handed in, and what was agreed on after the advice, to every change."""

from alembic import op

from fund.core.append_only import drop_part_trigger_ddl, part_trigger_ddl

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PARTS = {
    "score": ("assessment", "state <> 'draft'"),
    "task_score": ("assessment", "state <> 'draft'"),
    "agreed_score": ("application", "state <> 'in_assessment'"),
}
"""Tables whose rows are closed, the table of which they are a part, and when that closes them."""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table, (whole, closed) in PARTS.items():
        for statement in part_trigger_ddl(dialect, table, whole=whole, closed=closed):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in PARTS:
        for statement in drop_part_trigger_ddl(dialect, table):
            op.execute(statement)
