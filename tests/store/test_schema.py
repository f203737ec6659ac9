"""The migrations and the domain say the same, on both databases."""

from datetime import UTC, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from matchmaker.domain.base import Base
from matchmaker.domain.need import Need
from matchmaker.store import schema
from matchmaker.store.session import Database
from tests import world


def test_migrated_database_is_at_the_newest_revision(database: Database) -> None:
    assert schema.current(database) == schema.newest()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    schema.migrate(database)
    assert schema.current(database) == schema.newest()


def test_migrations_make_what_the_domain_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def _as_it_was(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_need_written_before_there_were_topics_has_none(database: Database) -> None:
    with database.writing() as session:
        world.need(session, world.institution(session))
    _as_it_was(database, "0001")
    assert schema.current(database) == "0001"
    schema.migrate(database)
    with database.reading() as session:
        assert session.scalars(select(Need.topics)).all() == [[]]


def test_need_written_before_it_could_be_confirmed_stood_when_it_was_changed(database: Database) -> None:
    changed = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with database.writing() as session:
        need = world.need(session, world.institution(session))
        need.changed_at, need.common_language = changed, True
    _as_it_was(database, "0005")
    schema.migrate(database)
    with database.reading() as session:
        (need,) = session.scalars(select(Need))
        assert (need.confirmed_at, need.common_language) == (changed, False)
        town = need.institution
        assert (town.inhabitants, town.landscapes, town.economies) == (None, [], [])
