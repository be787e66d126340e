"""Make the tables of people."""

import sqlalchemy as sa
from alembic import op

import fund.core.db
from fund.core.append_only import drop_trigger_ddl, trigger_ddl

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = {"duty": ""}
"""Tables whose rows never change, and while what they still may."""


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum(
                "foundation",
                "association",
                "cooperative",
                "private_company",
                "public_company",
                "partnership",
                "sole_trader",
                name="legalform",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("rsin", sa.String(length=9), nullable=False),
        sa.Column("street", sa.String(length=300), nullable=False),
        sa.Column("postcode", sa.String(length=7), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=80), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("created_at", fund.core.db.UtcMoment(), nullable=False),
        sa.CheckConstraint(
            "legal_form <> 'sole_trader' OR rsin = ''", name=op.f("ck_organisation_sole_trader_has_no_rsin")
        ),
        sa.CheckConstraint("length(kvk_number) = 8", name=op.f("ck_organisation_kvk_has_eight_digits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
        sa.UniqueConstraint("kvk_number", name=op.f("uq_organisation_kvk_number")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("job_title", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("confirmed_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("created_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("ended_at", fund.core.db.UtcMoment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("sign_in", "mail", name="attemptkind", native_enum=False, length=40), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_email_hash_at"), ["email_hash", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_source_at"), ["source", "at"], unique=False)

    op.create_table(
        "bank_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("holder", sa.String(length=70), nullable=False),
        sa.Column("entered_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by_id IS NULL)", name=op.f("ck_bank_account_checked_by_somebody")
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> entered_by_id", name=op.f("ck_bank_account_checked_by_another")
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_bank_account_checked_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_bank_account_entered_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_account_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
        sa.UniqueConstraint("key", name=op.f("uq_bank_account_key")),
    )
    with op.batch_alter_table("bank_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_account_iban"), ["iban"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("at", fund.core.db.UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_case_id_person_id"), ["case_id", "person_id"], unique=False)

    op.create_table(
        "email_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose", sa.Enum("confirm", "reset", name="emailpurpose", native_enum=False, length=40), nullable=False
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("used_at", fund.core.db.UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_token_token_hash")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("may_sign", sa.Boolean(), nullable=False),
        sa.Column("from_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("ended_at", fund.core.db.UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "case_handler",
                "assessor",
                "decision_maker",
                "finance",
                "programme_manager",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("person_id", "role", "from_on", name=op.f("uq_role_grant_person_id_role_from_on")),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("expires_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("ended_at", fund.core.db.UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, open_while in KEPT.items():
        for statement in trigger_ddl(dialect, table, open_while):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in KEPT:
        for statement in drop_trigger_ddl(dialect, table):
            op.execute(statement)
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    op.drop_table("role_grant")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    op.drop_table("email_token")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_case_id_person_id"))

    op.drop_table("duty")
    with op.batch_alter_table("bank_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_account_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_bank_account_iban"))

    op.drop_table("bank_account")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_source_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_email_hash_at"))

    op.drop_table("sign_in_attempt")
    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_name"))

    op.drop_table("organisation")
