"""Count late reports without their grants, and the cases of a call in a state without reading them."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_report_state_due_on_award_id"), "report", ["state", "due_on", "award_id"])
    op.drop_index(op.f("ix_report_state_due_on"), table_name="report")
    op.create_index(
        op.f("ix_application_call_id_state_submitted_at"), "application", ["call_id", "state", "submitted_at", "id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_application_call_id_state_submitted_at"), table_name="application")
    op.create_index(op.f("ix_report_state_due_on"), "report", ["state", "due_on"])
    op.drop_index(op.f("ix_report_state_due_on_award_id"), table_name="report")
