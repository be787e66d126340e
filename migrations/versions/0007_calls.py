"""Make the tables of calls."""

import sqlalchemy as sa
from alembic import op

import fund.core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column(
            "state", sa.Enum("draft", "published", "closed", name="state", native_enum=False, length=40), nullable=False
        ),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("fits", sa.JSON(), nullable=False),
        sa.Column("does_not_fit", sa.JSON(), nullable=False),
        sa.Column("distribution", sa.JSON(), nullable=False),
        sa.Column("what_you_need", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("publication", sa.String(length=300), nullable=False),
        sa.Column("opens_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("closes_at", fund.core.db.UtcMoment(), nullable=False),
        sa.Column("published_at", fund.core.db.UtcMoment(), nullable=True),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        sa.Column("minimum_amount", sa.BigInteger(), nullable=False),
        sa.Column("maximum_amount", sa.BigInteger(), nullable=False),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("earliest_start_on", sa.Date(), nullable=True),
        sa.Column("decision_weeks", sa.Integer(), nullable=False),
        sa.Column(
            "decision_term_start",
            sa.Enum("received", "complete", "window_closed", name="termstart", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("decision_rule", sa.String(length=300), nullable=False),
        sa.Column("minimum_total", sa.Integer(), nullable=False),
        sa.Column("assessors_needed", sa.Integer(), nullable=False),
        sa.Column("released_money_returns", sa.Boolean(), nullable=False),
        sa.Column("advance_percentage", sa.Integer(), nullable=False),
        sa.Column("interim_report_months", sa.Integer(), nullable=False),
        sa.Column("final_report_weeks", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name=op.f("ck_call_published_has_a_moment")),
        sa.CheckConstraint("ceiling > 0", name=op.f("ck_call_ceiling_is_positive")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_call_closes_after_opening")),
        sa.CheckConstraint(
            "minimum_amount > 0 AND minimum_amount <= maximum_amount", name=op.f("ck_call_limits_in_order")
        ),
        sa.CheckConstraint("percentage BETWEEN 1 AND 100", name=op.f("ck_call_percentage_of_costs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("code", name=op.f("uq_call_code")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_call_idempotency_key")),
        sa.UniqueConstraint("key", name=op.f("uq_call_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_call_slug")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_criterion_weight_in_percents")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_criterion_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_criterion_call_id_code")),
    )
    op.create_table(
        "refusal_ground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(length=300), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_refusal_ground_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_ground")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_refusal_ground_call_id_code")),
    )
    op.create_table(
        "required_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.Column("is_voluntary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_required_document_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_document")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_required_document_call_id_code")),
    )


def downgrade() -> None:
    op.drop_table("required_document")
    op.drop_table("refusal_ground")
    op.drop_table("criterion")
    op.drop_table("call")
