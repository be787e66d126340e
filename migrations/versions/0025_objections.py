"""Keep how an objection ended, and find those that are open by the day before which they are decided."""

import sqlalchemy as sa
from alembic import op

from fund.core.append_only import drop_trigger_ddl, trigger_ddl, unchanged

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_SENT = unchanged(
    "id",
    "key",
    "number",
    "application_id",
    "decision_id",
    "settlement_id",
    "grounds",
    "late_because",
    "object_until",
    "received_at",
    "by_id",
    "decide_by",
)
OPEN_WHILE = f"OLD.state = 'received' AND {_SENT}"
"""What was sent never changes; how it ended is written once."""
STATE = sa.Enum("received", "withdrawn", "decided", name="state", native_enum=False, length=40)
OUTCOME = sa.Enum("founded", "unfounded", "inadmissible", name="outcome", native_enum=False, length=40)
ADDED = {
    "ck_objection_ended_has_a_day": "(state = 'received') = (ended_on IS NULL)",
    "ck_objection_decided_has_an_outcome": "(state = 'decided') = (outcome IS NOT NULL)",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _run(drop_trigger_ddl(dialect, "objection"))
    op.drop_index("ix_objection_decide_by", table_name="objection")
    with op.batch_alter_table("objection") as table:
        table.add_column(sa.Column("state", STATE, nullable=False, server_default="received"))
        table.add_column(sa.Column("outcome", OUTCOME, nullable=True))
        table.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
    with op.batch_alter_table("objection") as table:
        table.alter_column("state", existing_type=STATE, existing_nullable=False, server_default=None)
        for name, condition in ADDED.items():
            table.create_check_constraint(op.f(name), condition)
    op.create_index("ix_objection_state_decide_by_id", "objection", ["state", "decide_by", "id"])
    _run(trigger_ddl(dialect, "objection", OPEN_WHILE))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    _run(drop_trigger_ddl(dialect, "objection"))
    op.drop_index("ix_objection_state_decide_by_id", table_name="objection")
    with op.batch_alter_table("objection") as table:
        for name in ADDED:
            table.drop_constraint(op.f(name), type_="check")
        for column in ("ended_on", "outcome", "state"):
            table.drop_column(column)
    op.create_index("ix_objection_decide_by", "objection", ["decide_by"])
    _run(trigger_ddl(dialect, "objection"))


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
