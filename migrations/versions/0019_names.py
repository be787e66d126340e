"""Keep the name of an organisation in small letters, so that a search reads it through without writing it anew."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite cannot add a column that it keeps; there it is worked out at every reading, which is cheap
    kept = op.get_bind().dialect.name == "postgresql"
    lower = sa.Computed("lower(name)", persisted=kept)
    op.add_column("organisation", sa.Column("name_lower", sa.String(length=300), lower))


def downgrade() -> None:
    op.drop_column("organisation", "name_lower")
