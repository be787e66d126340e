"""Make the tables of core."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT = {"audit_entry": ""}
"""Tables whose rows never change, and while what they still may."""


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_case_id_id"), ["case_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_subject_kind_subject_id_id"), ["subject_kind", "subject_id", "id"], unique=False
        )

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counter")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("claimed_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("finished_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("running", "done", "failed", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("says", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_run_job_slot")),
    )
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    op.drop_table("job_run")
    op.drop_table("counter")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_kind_subject_id_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_case_id_id"))

    op.drop_table("audit_entry")
