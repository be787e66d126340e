"""Make the tables of ledger."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = {"movement": ""}
"""Tables whose rows never change, and while what they still may."""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "world",
                "budget",
                "reserved",
                "award",
                "transit",
                "grantee",
                "released",
                "receivable",
                "fund",
                "written_off",
                name="accountkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_account_kind_key")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_key"), ["key"], unique=False)

    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ceiling",
                "lower_ceiling",
                "reserve",
                "unreserve",
                "commit",
                "instruct",
                "withdraw_instruction",
                "paid",
                "returned",
                "release",
                "restore",
                "claim",
                "recovered",
                "write_off",
                name="movementkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=300), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_movement_amount_is_positive")),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_movement_goes_somewhere")),
        sa.ForeignKeyConstraint(["reverses_id"], ["movement.id"], name=op.f("fk_movement_reverses_id")),
        sa.ForeignKeyConstraint(["source_id"], ["account.id"], name=op.f("fk_movement_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["account.id"], name=op.f("fk_movement_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint("reference", name=op.f("uq_movement_reference")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_movement_reverses_id")),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_booked_on_id"), ["booked_on", "id"], unique=False)
        batch_op.create_index("ix_movement_source_cover", ["source_id", "booked_on", "amount"], unique=False)
        batch_op.create_index("ix_movement_target_cover", ["target_id", "booked_on", "amount"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index("ix_movement_target_cover")
        batch_op.drop_index("ix_movement_source_cover")
        batch_op.drop_index(batch_op.f("ix_movement_booked_on_id"))

    op.drop_table("movement")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_key"))

    op.drop_table("account")
