"""Find the grants that run and of which the plan has ended by an index, however many were closed before."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_award_state_id", table_name="award")
    op.create_index("ix_award_state_ends_on", "award", ["state", "ends_on"])


def downgrade() -> None:
    op.drop_index("ix_award_state_ends_on", table_name="award")
    op.create_index("ix_award_state_id", "award", ["state", "id"])
