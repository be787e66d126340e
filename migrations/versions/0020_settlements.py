"""Find the determinations that were not made known yet, for the list of them and for the number beside the menu."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["served_on", "proposed_at", "id"]
    op.create_index(op.f("ix_settlement_served_on_proposed_at_id"), "settlement", columns)


def downgrade() -> None:
    op.drop_index(op.f("ix_settlement_served_on_proposed_at_id"), table_name="settlement")
