"""Keep what is asked back, and which line of the bank is about it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

POINTING = ("bank_entry", "bank_match")
"""Tables that name what was asked back. The column is added in place: they are append-only, so their rows stay."""


def upgrade() -> None:
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "recovered", name="recoverystate", native_enum=False, length=40), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("made_known_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_recovery_amount_is_positive")),
        sa.CheckConstraint(
            "(state = 'recovered') = (received_on IS NOT NULL)", name=op.f("ck_recovery_recovered_has_a_day")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_recovery_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("key", name=op.f("uq_recovery_key")),
        sa.UniqueConstraint("number", name=op.f("uq_recovery_number")),
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_award_id"), ["award_id"], unique=False)
        batch_op.create_index("ix_recovery_state_due_on_id", ["state", "due_on", "id"], unique=False)
    for table in POINTING:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN recovery_id INTEGER"
            f" CONSTRAINT fk_{table}_recovery_id REFERENCES recovery (id)"
        )


def downgrade() -> None:
    for table in POINTING:
        op.execute(f"ALTER TABLE {table} DROP COLUMN recovery_id")
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index("ix_recovery_state_due_on_id")
        batch_op.drop_index(batch_op.f("ix_recovery_award_id"))

    op.drop_table("recovery")
