"""The ASGI application: routes, guards, error pages and, in the embedded mode, the worker's thread."""

import logging
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from matchmaker.config import Settings
from matchmaker.errors import IllegalStepError, NotAllowedError
from matchmaker.matching.encode import open_encoder
from matchmaker.services.worker import Worker
from matchmaker.store.session import Database
from web.page import Visit, person_of
from web.routes import demo_pages, pages
from web.security import Guard, guarding_headers
from web.site import Site

log = logging.getLogger("matchmaker.web")
SMALLEST_COMPRESSED = 600  # bytes: below one packet, compressing saves no time
FOR_EVER = "public, max-age=31536000, immutable"  # the address holds the hash of the content


class ForEver(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOR_EVER if scope["query_string"] else "no-cache"
        return response


def create_app(settings: Settings | None = None, database: Database | None = None) -> Starlette:
    """Return the site. Without arguments (as uvicorn calls it) the settings come from the environment."""
    settings = settings or Settings()
    database = database or Database(settings.database_url)
    encoder = cache(lambda: open_encoder(settings.encoder))
    worker = Worker(database, settings, encoder) if settings.embedded_worker else None
    site = Site(settings, database, encoder, worker)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette's signature
        thread = threading.Thread(target=worker.run, args=(site.stopping,), name="worker") if worker else None
        if thread:
            thread.start()
        yield
        site.stopping.set()
        site.wake_worker()
        if thread:
            await run_in_threadpool(thread.join)
        database.close()

    rows = [*pages, *(demo_pages if settings.demo else [])]
    routes = [Route(row.path, row.endpoint, name=row.name, methods=row.methods) for row in rows]
    app = Starlette(
        routes=[*routes, Mount("/static", ForEver(directory=Path(__file__).parent / "static"), name="static")],
        middleware=[
            Middleware(Guard, https=settings.https),
            Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED),
        ],
        exception_handlers={
            HTTPException: _http_error,
            NotAllowedError: _not_found,
            IllegalStepError: _too_late,
            ClientDisconnect: _cut_off,
            Exception: _failure,
        },
        lifespan=lifespan,
    )
    app.state.site = site
    return app


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = await run_in_threadpool(_error_page, request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _not_found(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    """What a person may not see does not exist for them."""
    return await run_in_threadpool(_error_page, request, 404)


async def _too_late(request: Request, error: Exception) -> Response:
    """Somebody else was faster, or the page was old. The address of a verb begins with that of its thing."""
    log.info("illegal step: %s", error)
    thing = request.url.path.rsplit("/", maxsplit=1)[0]
    return await run_in_threadpool(_error_page, request, 409, back=thing)


async def _cut_off(request: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    """The line broke while a form was on its way: no fault, and nobody is there to read an answer."""
    return Response(status_code=400)


async def _failure(request: Request, error: Exception) -> Response:
    """Say that the fault is ours. Starlette answers here from outside the guard, so its headers are set here, too."""
    site: Site = request.app.state.site
    reference = secrets.token_hex(4)
    path = request.url.path.replace(request.path_params.get("token", "/"), "/")  # whoever reads logs opens no links
    log.error("reference %s: %s %s", reference, request.method, path, exc_info=error)
    response = await run_in_threadpool(_error_page, request, 500, reference)
    response.headers.update(guarding_headers(https=site.settings.https))
    return response


def _error_page(request: Request, code: int, reference: str = "", *, back: str = "") -> Response:
    """Answer with a page in the person's language that says what to do next, and nothing about our insides."""
    site: Site = request.app.state.site
    with site.database.reading() as session:
        person = None if reference else person_of(request, session)  # what failed may be the database
        visit = Visit(request, site, session, person)
        office = site.settings.office_address
        return visit.render("home/error.html", status=code, code=code, reference=reference, office=office, back=back)
