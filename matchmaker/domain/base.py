"""What all tables share: naming of constraints, column types, the clock, and the check of a legal step."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

from matchmaker.errors import IllegalStepError

ENUM_LENGTH = 32  # longest value has 19 characters; room for those to come


def now() -> datetime:
    """The time in UTC, to the second: what people and files can be shown."""
    return datetime.now(UTC).replace(microsecond=0)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        list[str]: JSON,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=ENUM_LENGTH,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


Step = TypeVar("Step", bound=StrEnum)


def require_step(steps: Mapping[Step, AbstractSet[Step]], old: Step, new: Step) -> None:
    """Raise IllegalStepError unless the table of legal steps leads from `old` to `new`."""
    if new not in steps[old]:
        raise IllegalStepError(f"{type(old).__name__}: {old} -> {new}")
