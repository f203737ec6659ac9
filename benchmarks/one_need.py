"""How long a new need waits for its matches when many offers are there: registered, ranked, explained and kept.

    python benchmarks/one_need.py [OFFERS]

A real SQLite file with so many offers of generated text (see `speed_match.py`), three to an institution. A worker has
read them once; then needs are registered and published one after another, and for each the time is taken from before
it is written until its ten matches with their reasons are in the database.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from speed_match import ASKED, GIVEN, entry
from sqlalchemy import insert, select

from matchmaker.domain.institution import Institution
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Kind, ListingStatus, Side, Standing
from matchmaker.matching.encode import open_encoder
from matchmaker.matching.entry import Entry
from matchmaker.services import registration, suggestions
from matchmaker.services.shelves import Shelves
from matchmaker.store.schema import migrate
from matchmaker.store.session import Database

OFFERS = 100_000
NEEDS = 100
TO_AN_INSTITUTION = 3


def row(number: int, listing: Entry) -> dict[str, object]:
    title, text = listing.versions[0].text.split("\n", 1)
    return {
        "id": number + 1,
        "institution_id": number // TO_AN_INSTITUTION + 1,
        "language": "en",
        "title": title,
        "text": text,
        "sector": listing.sector,
        "formats": sorted(listing.formats),
        "languages": sorted(listing.languages),
        "status": ListingStatus.OPEN,
        "capacity": 1,
    }


def fill(database: Database, offers: int) -> None:
    draw = random.Random(offers)  # noqa: S311 - test data, no secret
    common = {"kind": Kind.COOPERATIVE, "language": "en", "about": "", "languages": ["en"], "sectors": []}
    abroad = [
        {"id": i + 1, "side": Side.ABROAD, "name": f"House {i}", "country": "DE", "place": "", **common}
        for i in range(offers // TO_AN_INSTITUTION + 1)
    ]
    ours = {"id": len(abroad) + 1, "side": Side.NES, "name": "Mala me", "country": "SY", "place": "", **common}
    with database.writing() as session:
        session.execute(insert(Institution), [{**each, "standing": Standing.VERIFIED} for each in (*abroad, ours)])
        session.execute(
            insert(Offer), [row(number, entry(number, Side.ABROAD, GIVEN, draw)) for number in range(offers)]
        )


def register(database: Database, number: int, draw: random.Random) -> int:
    wanted = entry(number, Side.NES, ASKED, draw)
    title, text = wanted.versions[0].text.split("\n", 1)
    with database.writing() as session:
        ours = session.scalars(select(Institution).where(Institution.side == Side.NES)).one()
        need = registration.start(
            session, Need, ours, key=str(number), language="en", title=title, text=text, sector=wanted.sector, by=None
        )
        registration.publish(session, need, by=None)
        return need.id


def main() -> None:
    offers = int(sys.argv[1]) if len(sys.argv) > 1 else OFFERS
    encoder = open_encoder()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'one_need.sqlite3'}")
        migrate(database)
        fill(database, offers)
        shelves = Shelves(database, encoder)
        draw = random.Random(1)  # noqa: S311 - test data, no secret
        began = time.perf_counter()
        first = register(database, 0, draw)
        suggestions.suggest(database, encoder, need_id=first, shelves=shelves)
        print(f"{offers:,} offers read in {time.perf_counter() - began:.0f} s")  # noqa: T201
        waits = []
        for number in range(1, NEEDS + 1):
            began = time.perf_counter()
            need_id = register(database, number, draw)
            kept = suggestions.suggest(database, encoder, need_id=need_id, shelves=shelves)
            waits.append(1000 * (time.perf_counter() - began))
            if kept != suggestions.TOP:
                raise SystemExit(f"{kept} matches kept, not {suggestions.TOP}")
    middle, late, worst = np.percentile(waits, [50, 95, 100])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"one need: median {middle:.0f} ms, p95 {late:.0f} ms, worst {worst:.0f} ms; peak {peak:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
