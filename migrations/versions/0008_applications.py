"""Make the tables of applications."""

import sqlalchemy as sa
from alembic import op

import fund.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "in_assessment",
                "advised",
                "granted",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("submitted_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("complete_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("withdrawn_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("next_step_by", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("title_lower", sa.String(length=160), sa.Computed("lower(title)", persisted=True), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("why_impulse", sa.Text(), nullable=False),
        sa.Column("continuity", sa.Text(), nullable=False),
        sa.Column("learning_question", sa.Text(), nullable=False),
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("line_reason", sa.Text(), nullable=False),
        sa.Column("no_partners", sa.Boolean(), nullable=False),
        sa.Column("requested", sa.BigInteger(), nullable=True),
        sa.Column("vat_recoverable", sa.Boolean(), nullable=True),
        sa.Column("declared_true", sa.Boolean(), nullable=False),
        sa.Column("declared_solvent", sa.Boolean(), nullable=False),
        sa.Column("de_minimis", sa.String(length=20), nullable=False),
        sa.Column("de_minimis_amount", sa.BigInteger(), nullable=True),
        sa.Column("de_minimis_details", sa.Text(), nullable=False),
        sa.Column("agrees_electronic", sa.Boolean(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("receipt_tries", sa.Integer(), nullable=False),
        sa.Column("receipt_try_at", fund.core.db.UtcMoment(), nullable=True),
        sa.CheckConstraint(
            "state <> 'draft' OR submitted_at IS NULL", name=op.f("ck_application_draft_is_not_submitted")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL",
            name=op.f("ck_application_submitted_has_a_moment"),
        ),
        sa.CheckConstraint(
            "(number IS NULL) = (submitted_at IS NULL)", name=op.f("ck_application_submitted_has_a_number")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_application_ends_after_start")
        ),
        sa.CheckConstraint("requested IS NULL OR requested >= 0", name=op.f("ck_application_requested_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_call_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_application_created_by_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["person.id"], name=op.f("fk_application_handler_id")),
        sa.ForeignKeyConstraint(["line_id"], ["development_line.id"], name=op.f("fk_application_line_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["document.id"], name=op.f("fk_application_receipt_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_application_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_application_idempotency_key")),
        sa.UniqueConstraint("key", name=op.f("uq_application_key")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("ix_application_call_id_submitted_at_id", ["call_id", "submitted_at", "id"], unique=False)
        batch_op.create_index("ix_application_decide_by_state", ["decide_by", "state"], unique=False)
        batch_op.create_index(
            "ix_application_handler_id_next_step_by", ["handler_id", "next_step_by", "state", "id"], unique=False
        )
        batch_op.create_index(
            "ix_application_handler_id_submitted_at", ["handler_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index("ix_application_next_step_by_id", ["next_step_by", "id"], unique=False)
        batch_op.create_index(
            "ix_application_number_prefix",
            ["number"],
            unique=False,
            postgresql_ops={"number": "text_pattern_ops"},
        )
        batch_op.create_index(batch_op.f("ix_application_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_receipt_tries"), ["receipt_tries"], unique=False)
        batch_op.create_index("ix_application_requested_id", ["requested", "id"], unique=False)
        batch_op.create_index("ix_application_state_submitted_at_id", ["state", "submitted_at", "id"], unique=False)
        batch_op.create_index("ix_application_submitted_at_id", ["submitted_at", "id"], unique=False)
        batch_op.create_index(
            "ix_application_title_lower",
            ["title_lower"],
            unique=False,
            postgresql_ops={"title_lower": "text_pattern_ops"},
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("required_document_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("removed_at", fund.core.db.UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_attachment_added_by_id")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_attachment_application_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_attachment_document_id")),
        sa.ForeignKeyConstraint(
            ["required_document_id"], ["required_document.id"], name=op.f("fk_attachment_required_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_attachment_key")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_application_id"), ["application_id"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "cost_type",
            sa.Enum(
                "staff",
                "third_parties",
                "materials",
                "housing",
                "communication",
                "volunteers",
                "other",
                name="costtype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_line_amount_is_positive")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_budget_line_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_application_id"), ["application_id"], unique=False)

    op.create_table(
        "financing_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "own",
                "other_grant",
                "loan",
                "income",
                "gift",
                "in_kind",
                name="financingsource",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum("certain", "pledged", "asked", name="financingstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_financing_line_amount_is_positive")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_financing_line_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financing_line")),
    )
    with op.batch_alter_table("financing_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_financing_line_application_id"), ["application_id"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(length=300), nullable=False),
        sa.Column("is_municipality", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_partner_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_application_id"), ["application_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("neighbourhood", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_place_application_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_place_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("application_id", "municipality_id", name=op.f("uq_place_application_id_municipality_id")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "task_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.String(length=300), nullable=False),
        sa.Column("what_changes", sa.String(length=300), nullable=False),
        sa.Column("how_much", sa.String(length=300), nullable=False),
        sa.Column("by_when", sa.String(length=300), nullable=False),
        sa.Column("how_seen", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_task_link_application_id")),
        sa.ForeignKeyConstraint(["task_id"], ["societal_task.id"], name=op.f("fk_task_link_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_link")),
        sa.UniqueConstraint("application_id", "task_id", name=op.f("uq_task_link_application_id_task_id")),
    )
    with op.batch_alter_table("task_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_link_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_link_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_link_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_link_application_id"))

    op.drop_table("task_link")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_place_application_id"))

    op.drop_table("place")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_application_id"))

    op.drop_table("partner")
    with op.batch_alter_table("financing_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_financing_line_application_id"))

    op.drop_table("financing_line")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_line_application_id"))

    op.drop_table("budget_line")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_application_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_title_lower", postgresql_ops={"title_lower": "text_pattern_ops"})
        batch_op.drop_index("ix_application_submitted_at_id")
        batch_op.drop_index("ix_application_state_submitted_at_id")
        batch_op.drop_index("ix_application_requested_id")
        batch_op.drop_index(batch_op.f("ix_application_receipt_tries"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id"))
        batch_op.drop_index("ix_application_number_prefix", postgresql_ops={"number": "text_pattern_ops"})
        batch_op.drop_index("ix_application_next_step_by_id")
        batch_op.drop_index("ix_application_handler_id_submitted_at")
        batch_op.drop_index("ix_application_handler_id_next_step_by")
        batch_op.drop_index("ix_application_decide_by_state")
        batch_op.drop_index("ix_application_call_id_submitted_at_id")

    op.drop_table("application")
