"""Make the table of objections."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEPT = ("objection",)
"""Tables whose rows never change."""


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("late_because", sa.Text(), nullable=False),
        sa.Column("object_until", sa.Date(), nullable=False),
        sa.Column("received_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(decision_id IS NULL) <> (settlement_id IS NULL)", name=op.f("ck_objection_against_one_thing")
        ),
        sa.CheckConstraint("grounds <> ''", name=op.f("ck_objection_has_grounds")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_objection_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_objection_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_objection_decision_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_objection_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_objection_decision_id")),
        sa.UniqueConstraint("key", name=op.f("uq_objection_key")),
        sa.UniqueConstraint("number", name=op.f("uq_objection_number")),
        sa.UniqueConstraint("settlement_id", name=op.f("uq_objection_settlement_id")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_application_id"), ["application_id"], unique=False)
        batch_op.create_index("ix_objection_decide_by", ["decide_by"], unique=False)
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in trigger_ddl(dialect, table):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index("ix_objection_decide_by")
        batch_op.drop_index(batch_op.f("ix_objection_application_id"))

    op.drop_table("objection")
