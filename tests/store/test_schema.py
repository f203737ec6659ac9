"""The migrations and the domain say the same, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from matchmaker.domain.base import Base
from matchmaker.store import schema
from matchmaker.store.session import Database


def test_migrated_database_is_at_the_newest_revision(database: Database) -> None:
    assert schema.current(database) == schema.newest()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    schema.migrate(database)
    assert schema.current(database) == schema.newest()


def test_migrations_make_what_the_domain_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
