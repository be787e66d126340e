"""Make the tables of settlement."""

import sqlalchemy as sa
from alembic import op

import fund.core.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proposed", "sent_back", "determined", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "reduction_ground",
            sa.Enum(
                "not_carried_out",
                "obligation_not_met",
                "wrong_information",
                "grant_incorrect",
                "costs_not_necessary",
                name="reductionground",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=False),
        sa.Column("proposed_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_capacity", sa.String(length=300), nullable=False),
        sa.Column("object_until", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'determined') = (decided_on IS NOT NULL)", name=op.f("ck_settlement_determined_has_a_day")
        ),
        sa.CheckConstraint(
            "amount = granted OR reduction_ground IS NOT NULL", name=op.f("ck_settlement_lower_on_a_ground")
        ),
        sa.CheckConstraint("amount >= 0 AND amount <= granted", name=op.f("ck_settlement_never_higher_than_granted")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_settlement_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_settlement_award_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_settlement_decided_by_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["document.id"], name=op.f("fk_settlement_letter_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_settlement_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("award_id", name=op.f("uq_settlement_award_id")),
        sa.UniqueConstraint("key", name=op.f("uq_settlement_key")),
        sa.UniqueConstraint("number", name=op.f("uq_settlement_number")),
    )


def downgrade() -> None:
    op.drop_table("settlement")
