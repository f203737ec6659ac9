"""What all pages share: the settings, the database, the encoder and, in the embedded mode, the worker."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from matchmaker.config import Settings
from matchmaker.matching.encode import Encoder
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database


@dataclass
class Site:
    """What all pages share; made once, kept in `app.state.site`."""

    settings: Settings
    database: Database
    encoder: Callable[[], Encoder]
    """Opens the encoder at the first call, and shares it with the worker; raises EncoderError."""
    worker: Worker | None = None
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def session_cookie(self) -> str:
        """The `__Host-` prefix ties the cookie to this very host, where the browser allows it (https)."""
        return "__Host-id" if self.settings.https else "id"

    def wake_worker(self) -> None:
        if self.worker is not None:
            self.worker.wake()
