"""Make the tables of settlement."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl, unchanged

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SIGNED = unchanged(
    "id",
    "key",
    "award_id",
    "number",
    "state",
    "granted",
    "amount",
    "reduction_ground",
    "reasoning",
    "proposed_at",
    "proposed_by_id",
    "content_hash",
    "decided_on",
    "decided_by_id",
    "decided_capacity",
)
_SEEN = unchanged("id", "settlement_id", "kind", "person_id", "capacity", "amount_seen", "content_hash", "at")
KEPT = {
    "settlement": f"OLD.served_on IS NULL AND (OLD.decided_on IS NULL OR ({_SIGNED}))",
    "settlement_approval": f"OLD.voided_at IS NULL AND {_SEEN}",
}
"""Tables whose rows never change, and while what they still may: a determination until it is signed, then only what
making it known adds to it; a signature is only ever voided."""


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
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_capacity", sa.String(length=300), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
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
            "served_on IS NULL OR decided_on IS NOT NULL", name=op.f("ck_settlement_made_known_when_determined")
        ),
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
    op.create_table(
        "settlement_approval",
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("proposed", "decided", name="approvalkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=300), nullable=False),
        sa.Column("amount_seen", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("voided_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("voided_because", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (voided_because = '')", name=op.f("ck_settlement_approval_voided_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settlement_approval_person_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_settlement_approval_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_approval")),
    )
    with op.batch_alter_table("settlement_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_approval_settlement_id"), ["settlement_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("settlement_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_approval_settlement_id"))

    op.drop_table("settlement_approval")
    op.drop_table("settlement")
