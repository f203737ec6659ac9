"""Alembic's entry: the connection comes from `store.schema`."""

import importlib
import pkgutil
from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

import matchmaker.domain
from matchmaker.domain.base import Base, Instant

for module in pkgutil.iter_modules(matchmaker.domain.__path__):
    importlib.import_module(f"matchmaker.domain.{module.name}")


def render(kind: str, thing: object, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ARG001 - Alembic's signature
    """Write our column types as plain ones: a migration must mean the same when the domain has moved on."""
    if kind == "type" and isinstance(thing, sa.Enum):
        return f"sa.String({thing.length})"
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by copying it
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
