"""Make the tables of decisions."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import (
    drop_part_trigger_ddl,
    drop_trigger_ddl,
    part_trigger_ddl,
    trigger_ddl,
    unchanged,
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SIGNED = unchanged(
    "id",
    "key",
    "application_id",
    "advice_id",
    "sequence",
    "number",
    "kind",
    "amount",
    "reasoning",
    "deviation",
    "state_aid",
    "proposed_at",
    "proposed_by_id",
    "content_hash",
    "decided_on",
    "decided_by_id",
    "decided_capacity",
)
_SEEN = unchanged("id", "decision_id", "kind", "person_id", "capacity", "amount_seen", "content_hash", "at")
KEPT = {
    "decision": f"OLD.served_on IS NULL AND (OLD.decided_on IS NULL OR ({_SIGNED}))",
    "served_again": "",
    "approval": f"OLD.voided_at IS NULL AND {_SEEN}",
}
"""Tables whose rows never change, and while what they still may: a decision until it is signed, then only what making
it known adds to it; a signature is only ever voided."""

PARTS = ("proposed_instalment", "proposed_obligation")
"""What closes together with the decision that it belongs to."""


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=300), nullable=False),
        sa.Column("maximum_amount", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("maximum_amount >= 0", name=op.f("ck_mandate_maximum_not_negative")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("key", name=op.f("uq_mandate_key")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandate_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.Enum("grant", "refusal", name="kind", native_enum=False, length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proposed", "sent_back", "approved", "served", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("deviation", sa.Text(), nullable=False),
        sa.Column("ground_codes", sa.JSON(), nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=False),
        sa.Column("state_aid", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_capacity", sa.String(length=300), nullable=False),
        sa.Column("ceiling_at_decision", sa.JSON(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("object_until", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("courtesy_letter_id", sa.Integer(), nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(kind = 'grant') = (amount > 0)", name=op.f("ck_decision_grant_has_an_amount")),
        sa.CheckConstraint("(state = 'served') = (served_on IS NOT NULL)", name=op.f("ck_decision_served_has_a_day")),
        sa.CheckConstraint(
            "(state IN ('approved', 'served')) = (decided_on IS NOT NULL)", name=op.f("ck_decision_decided_has_a_day")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_decision_amount_not_negative")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_decision_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["advice_id"], ["advice.id"], name=op.f("fk_decision_advice_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_decision_application_id")),
        sa.ForeignKeyConstraint(["courtesy_letter_id"], ["document.id"], name=op.f("fk_decision_courtesy_letter_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["document.id"], name=op.f("fk_decision_letter_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_decision_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("application_id", "sequence", name=op.f("uq_decision_application_id_sequence")),
        sa.UniqueConstraint("key", name=op.f("uq_decision_key")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_application_id"), ["application_id"], unique=False)
        batch_op.create_index("ix_decision_state_proposed_at", ["state", "proposed_at"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
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
            "(voided_at IS NULL) = (voided_because = '')", name=op.f("ck_approval_voided_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_approval_decision_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "proposed_instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("after_obligation", sa.Integer(), nullable=True),
        sa.Column("at_settlement", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_proposed_instalment_amount_is_positive")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_proposed_instalment_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_instalment")),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_proposed_instalment_decision_id_position")),
    )
    op.create_table(
        "proposed_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_proposed_obligation_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_obligation")),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_proposed_obligation_decision_id_position")),
    )
    op.create_table(
        "served_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("object_until", sa.Date(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("courtesy_letter_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_served_again_by_id")),
        sa.ForeignKeyConstraint(
            ["courtesy_letter_id"], ["document.id"], name=op.f("fk_served_again_courtesy_letter_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_served_again_decision_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["document.id"], name=op.f("fk_served_again_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_served_again")),
    )
    with op.batch_alter_table("served_again", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_served_again_decision_id"), ["decision_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)
    for table in PARTS:
        for statement in part_trigger_ddl(dialect, table, whole="decision", closed="decided_on IS NOT NULL"):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in PARTS:
        for statement in drop_part_trigger_ddl(dialect, table):
            op.execute(statement)
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("served_again", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_served_again_decision_id"))

    op.drop_table("served_again")
    op.drop_table("proposed_obligation")
    op.drop_table("proposed_instalment")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_decision_id"))

    op.drop_table("approval")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_state_proposed_at")
        batch_op.drop_index(batch_op.f("ix_decision_application_id"))

    op.drop_table("decision")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandate_person_id"))

    op.drop_table("mandate")
