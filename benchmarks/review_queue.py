"""The review queue with 10,000 institutions and 50,000 matches: queries, kB and milliseconds of a page.

Run with `make bench`. Builds its own SQLite file in a temporary folder, so the figures need nothing but this machine.
"""

import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import event, insert
from starlette.testclient import TestClient

from matchmaker.config import Settings
from matchmaker.domain.base import now
from matchmaker.domain.institution import Institution
from matchmaker.domain.match import Match, Pairing
from matchmaker.domain.need import Need
from matchmaker.domain.offer import Offer
from matchmaker.domain.vocabulary import Kind, LinkPurpose, ListingStatus, Role, Sector, Side, Standing, Verdict
from matchmaker.services import accounts
from matchmaker.store.schema import migrate
from matchmaker.store.session import Database
from web.app import create_app
from web.security import TOKEN_FIELD

INSTITUTIONS = 10_000
MATCHES = 50_000
MATCHES_OF_A_PAIRING = 5
LOADS = 20  # of each page; the median is told
PAGES = ("/review", "/review?sector=health", "/review?written_in=ku&age=7", "/review?name=8412", "/review?page=400")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), demo=False, embedded_worker=False, base_url="http://127.0.0.1:8000")
        database = Database(settings.database_url)
        migrate(database)
        _fill(database)
        client = _signed_in(settings, database)
        sent: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
        print(f"{'page':32} {'queries':>8} {'kB':>8} {'ms':>8}")  # noqa: T201 - a script's output
        for page in PAGES:
            times = []
            for _ in range(LOADS):
                sent.clear()
                start = time.perf_counter()
                response = client.get(page)
                times.append((time.perf_counter() - start) * 1000)
                response.raise_for_status()
            size = len(response.content) / 1000
            print(f"{page:32} {len(sent):8} {size:8.1f} {statistics.median(times):8.0f}")  # noqa: T201


def _fill(database: Database) -> None:
    sectors, moment = list(Sector), now()
    half = INSTITUTIONS // 2
    with database.writing() as session:
        session.execute(
            insert(Institution),
            [
                {
                    "id": n,
                    "side": Side.NES if n <= half else Side.ABROAD,
                    "kind": Kind.HOSPITAL,
                    "name": f"Institution {n}",
                    "language": "ku" if n <= half else "en",
                    "country": "SY" if n <= half else "DE",
                    "place": f"Town {n}",
                    "languages": ["en"],
                    "sectors": [],
                    "standing": Standing.VERIFIED,
                }
                for n in range(1, INSTITUTIONS + 1)
            ],
        )
        for table, first in ((Need, 0), (Offer, half)):
            session.execute(
                insert(table),
                [
                    {
                        "id": n,
                        "institution_id": first + n,
                        "language": "ku" if first == 0 else "en",
                        "title": f"Training number {n} for nurses on the ward",
                        "text": "A text of some length about what is there and what is missing. " * 6,
                        "sector": sectors[n % len(sectors)],
                        "status": ListingStatus.OPEN,
                    }
                    for n in range(1, half + 1)
                ],
            )
        pairs = MATCHES // MATCHES_OF_A_PAIRING
        session.execute(
            insert(Pairing),
            [
                {"id": n, "nes_id": (n - 1) % half + 1, "abroad_id": half + 1 + (n * 7 + (n - 1) // half) % half}
                | {"score": (n * 7919 % 10_007) / 1000, "probability": 0.5, "verdict": Verdict.WAITING}
                for n in range(1, pairs + 1)
            ],
        )
        session.execute(
            insert(Match),
            [
                {
                    "pairing_id": n // MATCHES_OF_A_PAIRING + 1,
                    "need_id": n // MATCHES_OF_A_PAIRING % half + 1,
                    "offer_id": (n // MATCHES_OF_A_PAIRING % half * 13 + _place(n, half) * 501) % half + 1,
                    "score": (n * 7919 % 10_007) / 1000,
                    "probability": 0.5,
                    "verdict": Verdict.WAITING,
                    "contributions": [
                        {"feature": "similarity", "value": 3.0, "points": 1.8, "evidence": ["ku", "en"]},
                        {"feature": "words", "value": 2.0, "points": 0.5, "evidence": ["nurses", "ward"]},
                        {"feature": "sector", "value": 1.0, "points": 0.6, "evidence": ["health"]},
                    ],
                    "encoder_version": "benchmark",
                    "ranker_version": "benchmark",
                    "suggested_at": moment,
                }
                for n in range(MATCHES)
            ],
        )


def _place(number: int, needs: int) -> int:
    """Return which of its need's matches this one is: a need has some in every pairing of its institution."""
    return number // (needs * MATCHES_OF_A_PAIRING) * MATCHES_OF_A_PAIRING + number % MATCHES_OF_A_PAIRING


def _signed_in(settings: Settings, database: Database) -> TestClient:
    with database.writing() as session:
        person = accounts.add_person(
            session, name="Staff", email="staff@example.org", language="en", role=Role.STAFF, by=None
        )
        token = accounts.make_link(session, person, purpose=LinkPurpose.SIGN_IN)
    client = TestClient(create_app(settings, database), base_url=settings.base_url)
    form = client.get(f"/sign-in/{token}").text
    value = form.split(f'name="{TOKEN_FIELD}" value="')[1].split('"')[0]
    client.post(f"/sign-in/{token}", data={TOKEN_FIELD: value})
    return client


if __name__ == "__main__":
    main()
