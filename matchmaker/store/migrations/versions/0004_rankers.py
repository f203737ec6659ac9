"""Rankers made from verdicts or by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rankers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("bias", sa.Double(), nullable=False),
        sa.Column("ceiling", sa.Double(), nullable=False),
        sa.Column("base_version", sa.String(length=80), nullable=False),
        sa.Column("prior_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["prior_id"], ["rankers.id"], name=op.f("fk_rankers_prior_id_rankers")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_rankers_made_by_id_people")),
        sa.ForeignKeyConstraint(["followed_id"], ["rankers.id"], name=op.f("fk_rankers_followed_id_rankers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankers")),
    )
    op.create_index(
        "uq_rankers_in_use",
        "rankers",
        ["in_use"],
        unique=True,
        sqlite_where=sa.text("in_use"),
        postgresql_where=sa.text("in_use"),
    )


def downgrade() -> None:
    op.drop_table("rankers")
