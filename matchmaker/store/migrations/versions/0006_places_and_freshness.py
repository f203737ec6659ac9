"""What places are like, when a listing was last confirmed, and whether a language in common is a must"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LISTINGS = ("needs", "offers")
LISTS = ("landscapes", "economies")


def upgrade() -> None:
    op.add_column("institutions", sa.Column("inhabitants", sa.Integer(), nullable=True))
    for name in LISTS:
        op.add_column("institutions", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    for table in LISTINGS:
        op.add_column(table, sa.Column("common_language", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        listing = sa.table(table, sa.column("changed_at"), sa.column("confirmed_at"))
        op.execute(listing.update().values(confirmed_at=listing.c.changed_at))


def downgrade() -> None:
    for table in LISTINGS:
        op.drop_column(table, "confirmed_at")
        op.drop_column(table, "common_language")
    for name in (*LISTS, "inhabitants"):
        op.drop_column("institutions", name)
