"""Make the tables of awards."""

import sqlalchemy as sa
from alembic import op

import fund.core.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "state", sa.Enum("running", "settled", "closed", name="state", native_enum=False, length=40), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "tier", sa.Enum("small", "middle", "large", name="tier", native_enum=False, length=40), nullable=False
        ),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("settled_amount", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", fund.core.db.UtcMoment(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('settled', 'closed')) = (settled_amount IS NOT NULL)",
            name=op.f("ck_award_settled_has_an_amount"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_award_amount_is_positive")),
        sa.CheckConstraint(
            "settled_amount IS NULL OR settled_amount <= amount", name=op.f("ck_award_never_settled_higher")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_award_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_award_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("application_id", name=op.f("uq_award_application_id")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_award_decision_id")),
        sa.UniqueConstraint("key", name=op.f("uq_award_key")),
        sa.UniqueConstraint("number", name=op.f("uq_award_number")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_state_id", ["state", "id"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "carry_out",
                "interim_report",
                "final_report",
                "report_changes",
                "share_lesson",
                "other",
                name="obligationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_nl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_obligation_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obligation_award_id"), ["award_id"], unique=False)
        batch_op.create_index("ix_obligation_met_on_due_on", ["met_on", "due_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index("ix_obligation_met_on_due_on")
        batch_op.drop_index(batch_op.f("ix_obligation_award_id"))

    op.drop_table("obligation")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_state_id")

    op.drop_table("award")
