"""Walk the list of cases in each of its orders, also of one state, call or handler; count what is late by an index."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ADDED = (
    ("ix_application_state_next_step_by_id", "application", ["state", "next_step_by", "id"]),
    ("ix_application_state_requested_id", "application", ["state", "requested", "id"]),
    ("ix_application_call_id_next_step_by_id", "application", ["call_id", "next_step_by", "id"]),
    ("ix_application_call_id_requested_id", "application", ["call_id", "requested", "id"]),
    ("ix_application_call_id_state_submitted_at", "application", ["call_id", "state", "submitted_at", "id"]),
    ("ix_application_handler_id_requested_id", "application", ["handler_id", "requested", "id"]),
    ("ix_task_link_task_id_application_id", "task_link", ["task_id", "application_id"]),
    ("ix_report_state_due_on_award_id", "report", ["state", "due_on", "award_id"]),
)
DROPPED = (
    ("ix_task_link_task_id", "task_link", ["task_id"]),
    ("ix_report_state_due_on", "report", ["state", "due_on"]),
)


def upgrade() -> None:
    for name, table, columns in ADDED:
        op.create_index(op.f(name), table, columns)
    for name, table, _columns in DROPPED:
        op.drop_index(op.f(name), table_name=table)


def downgrade() -> None:
    for name, table, columns in DROPPED:
        op.create_index(op.f(name), table, columns)
    for name, table, _columns in ADDED:
        op.drop_index(op.f(name), table_name=table)
