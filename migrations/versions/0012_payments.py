"""Make the tables of payments."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = {"bank_entry": "", "bank_match": "OLD.state = 'proposed'", "matched_order": ""}
"""Tables whose rows never change, and while what they still may."""


def upgrade() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("statement_id", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("opening_balance", sa.BigInteger(), nullable=False),
        sa.Column("closing_balance", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("read_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_bank_statement_document_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("fk_bank_statement_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("iban", "statement_id", name=op.f("uq_bank_statement_iban_statement_id")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_statement_key")),
    )
    with op.batch_alter_table("bank_statement", schema=None) as batch_op:
        batch_op.create_index("ix_bank_statement_read_at_id", ["read_at", "id"], unique=False)

    op.create_table(
        "payment_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_release", "sent_back", "released", "settled", name="runstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("made_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("execute_on", sa.Date(), nullable=False),
        sa.Column("payer_name", sa.String(length=70), nullable=False),
        sa.Column("payer_iban", sa.String(length=34), nullable=False),
        sa.Column("payer_bic", sa.String(length=11), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("released_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('released', 'settled')) = (released_at IS NOT NULL)",
            name=op.f("ck_payment_run_released_has_a_moment"),
        ),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> made_by_id", name=op.f("ck_payment_run_released_by_another")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["document.id"], name=op.f("fk_payment_run_file_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_payment_run_made_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("fk_payment_run_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_run")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_payment_run_idempotency_key")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_run_key")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_run_number")),
    )
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        batch_op.create_index("ix_payment_run_made_at_id", ["made_at", "id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "in_run",
                "instructed",
                "paid",
                "cancelled",
                name="instalmentstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("obligation_id", sa.Integer(), nullable=True),
        sa.Column("at_settlement", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_instalment_amount_is_positive")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_instalment_award_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligation.id"], name=op.f("fk_instalment_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("award_id", "position", name=op.f("uq_instalment_award_id_position")),
        sa.UniqueConstraint("key", name=op.f("uq_instalment_key")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index("ix_instalment_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "payment_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=False),
        sa.Column("bank_account_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "dropped", "instructed", "paid", "returned", name="orderstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("holder", sa.String(length=70), nullable=False),
        sa.Column("end_to_end_id", sa.String(length=35), nullable=False),
        sa.Column("remittance", sa.String(length=140), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "(state = 'returned') = (returned_on IS NOT NULL)", name=op.f("ck_payment_order_returned_has_a_day")
        ),
        sa.CheckConstraint("state <> 'paid' OR paid_on IS NOT NULL", name=op.f("ck_payment_order_paid_has_a_day")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_order_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_payment_order_bank_account_id")
        ),
        sa.ForeignKeyConstraint(["instalment_id"], ["instalment.id"], name=op.f("fk_payment_order_instalment_id")),
        sa.ForeignKeyConstraint(["run_id"], ["payment_run.id"], name=op.f("fk_payment_order_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_order")),
        sa.UniqueConstraint("end_to_end_id", name=op.f("uq_payment_order_end_to_end_id")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_payment_order_run_id_position")),
    )
    with op.batch_alter_table("payment_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_order_instalment_id"), ["instalment_id"], unique=False)
        batch_op.create_index("ix_payment_order_state_run_id", ["state", "run_id"], unique=False)
        batch_op.create_index(
            "uq_payment_order_live",
            ["instalment_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'instructed', 'paid')"),
            postgresql_where=sa.text("state IN ('proposed', 'instructed', 'paid')"),
        )

    op.create_table(
        "bank_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("end_to_end_id", sa.String(length=35), nullable=False),
        sa.Column("counterparty", sa.String(length=300), nullable=False),
        sa.Column("counterparty_iban", sa.String(length=34), nullable=False),
        sa.Column("return_reason", sa.String(length=80), nullable=False),
        sa.Column("remittance", sa.String(length=300), nullable=False),
        sa.Column(
            "matched",
            sa.Enum("paid", "returned", "unmatched", "other", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=80), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["payment_order.id"], name=op.f("fk_bank_entry_order_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_entry_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_entry_key")),
        sa.UniqueConstraint("statement_id", "position", name=op.f("uq_bank_entry_statement_id_position")),
    )
    with op.batch_alter_table("bank_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_entry_end_to_end_id"), ["end_to_end_id"], unique=False)

    op.create_table(
        "bank_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("proposed", "confirmed", "refused", name="matchstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum("paid", "returned", "unmatched", "other", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_bank_match_decided_has_a_moment")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_bank_match_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by_id <> proposed_by_id", name=op.f("ck_bank_match_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_bank_match_decided_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["bank_entry.id"], name=op.f("fk_bank_match_entry_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_bank_match_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_match")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_match_key")),
    )
    with op.batch_alter_table("bank_match", schema=None) as batch_op:
        batch_op.create_index("ix_bank_match_entry_id", ["entry_id"], unique=False)
        batch_op.create_index(
            "uq_bank_match_live",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        )

    op.create_table(
        "matched_order",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["bank_match.id"], name=op.f("fk_matched_order_match_id")),
        sa.ForeignKeyConstraint(["order_id"], ["payment_order.id"], name=op.f("fk_matched_order_order_id")),
        sa.PrimaryKeyConstraint("match_id", "order_id", name=op.f("pk_matched_order")),
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
    op.drop_table("matched_order")
    with op.batch_alter_table("bank_match", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bank_match_live",
            sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
            postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
        )
        batch_op.drop_index("ix_bank_match_entry_id")

    op.drop_table("bank_match")
    with op.batch_alter_table("bank_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_entry_end_to_end_id"))

    op.drop_table("bank_entry")
    with op.batch_alter_table("payment_order", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payment_order_live",
            sqlite_where=sa.text("state IN ('proposed', 'instructed', 'paid')"),
            postgresql_where=sa.text("state IN ('proposed', 'instructed', 'paid')"),
        )
        batch_op.drop_index("ix_payment_order_state_run_id")
        batch_op.drop_index(batch_op.f("ix_payment_order_instalment_id"))

    op.drop_table("payment_order")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index("ix_instalment_state_due_on")

    op.drop_table("instalment")
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_run_made_at_id")

    op.drop_table("payment_run")
    with op.batch_alter_table("bank_statement", schema=None) as batch_op:
        batch_op.drop_index("ix_bank_statement_read_at_id")

    op.drop_table("bank_statement")
