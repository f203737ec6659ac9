"""The whole site on a port of its own, in a thread of the tests: pages, worker and the demo's mailbox."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from matchmaker.config import Settings
from matchmaker.domain.person import Person
from matchmaker.domain.vocabulary import LinkPurpose
from matchmaker.services import accounts
from matchmaker.store.session import Database
from web.app import create_app


@dataclass(frozen=True)
class Site:
    url: str
    database: Database

    def cookie_of(self, person_id: int) -> str:
        """Sign somebody in as the mailed link would, and return the value of the cookie."""
        with self.database.writing() as session:
            person = session.get_one(Person, person_id)
            token = accounts.make_link(session, person, purpose=LinkPurpose.SIGN_IN)
            return accounts.sign_in(session, token)[0]


@contextmanager
def running(database_url: str, home: Path) -> Iterator[Site]:
    """Serve a migrated database; it is closed at the end."""
    listening = socket.create_server(("127.0.0.1", 0))  # who comes before the server is up waits in its queue
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(
        home=home, base_url=url, demo=True, embedded_worker=True, smtp_host="", encoder="", secret="s" * 32
    )
    database = Database(database_url)
    config = uvicorn.Config(create_app(settings, database), log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield Site(url, database)
    server.should_exit = True
    thread.join()
