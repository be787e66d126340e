"""Find what was said about a line of the bank and waits for a second person, for the number beside the menu."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_bank_match_decided_at_id"), "bank_match", ["decided_at", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_bank_match_decided_at_id"), table_name="bank_match")
