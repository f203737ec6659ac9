"""What each side of a pairing gets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pairings") as batch:
        batch.add_column(sa.Column("nes_chance", sa.Double(), nullable=True))
        batch.add_column(sa.Column("abroad_chance", sa.Double(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("pairings") as batch:
        batch.drop_column("abroad_chance")
        batch.drop_column("nes_chance")
