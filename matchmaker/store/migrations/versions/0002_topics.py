"""Needs and offers name their topics"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("needs", "offers")


def upgrade() -> None:
    for table in TABLES:  # no copy of the table, on SQLite either: what refers to it stays as it is
        op.add_column(table, sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "topics")
