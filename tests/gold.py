"""A small graded set, for tests of what reads and measures such sets."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HEADER = ("id", "topic", "pair", "split", "side", "sector", "language", "title", "text", "formats", "languages")
_WATER = "dev nes municipalities en", "Pipes leak", "Half of the water is lost in old pipes under our town."
_BABIES = "dev nes health en", "Nurses for babies", "Nine incubators and two nurses who can care for newborns."
_SONGS = "dev abroad culture en", "Old songs", "We look for recordings of old songs of the mountains."
_ELSE = "test nes youth en", "A football team", "Girls who play football look for a coach."

_LEAKS = "dev abroad municipalities en", "Finding leaks", "Our waterworks find leaks in old pipes by listening."
_WELLS = "dev abroad municipalities de", "Brunnen", "Wir bohren tiefe Brunnen in trockenen Dörfern."
_NEWBORN = "dev abroad health en", "Neonatal ward", "We train nurses to look after infants born too early."
_TAPES = "dev nes culture ku", "Stranên kevn", "Em çar sed kasetên stranên kevn bi we re parve dikin."
_COACH = "test abroad youth en", "Coaches", "Our coaches train teams of girls in football."

NEEDS = {"n1": _WATER, "n2": _BABIES, "n3": _SONGS, "n4": _ELSE}
OFFERS = {"o1": _LEAKS, "o2": _WELLS, "o3": _NEWBORN, "o4": _TAPES, "o5": _COACH}
GRADES = (("n1", "o1", "3"), ("n1", "o2", "1"), ("n2", "o3", "3"), ("n3", "o4", "2"), ("n4", "o5", "3"))
"""Of the third need nothing is an exact answer."""


def write(
    folder: Path,
    *,
    needs: Mapping[str, tuple[str, str, str]] = NEEDS,
    offers: Mapping[str, tuple[str, str, str]] = OFFERS,
    grades: Sequence[tuple[str, str, str]] = GRADES,
) -> Path:
    for name, entries in (("needs", needs), ("offers", offers)):
        _write(folder / f"{name}.csv", HEADER, (_row(key, *entry) for key, entry in entries.items()))
    _write(folder / "grades.csv", ("need", "offer", "grade"), grades)
    return folder


def _row(key: str, facts: str, title: str, text: str) -> tuple[str, ...]:
    split, side, sector, language = facts.split()
    return key, "topic", "pair", split, side, sector, language, title, text, "advice education", f"{language} en"


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.write_text("\n".join(",".join(row) for row in (header, *rows)) + "\n", encoding="utf-8")
