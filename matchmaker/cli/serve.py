"""`matchmaker serve`: the site in one process, and with it, unless told otherwise, the worker."""

import errno
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from matchmaker.cli import demo as demo_command
from matchmaker.cli.opening import opened, read_settings
from matchmaker.cli.progress import complain
from matchmaker.cli.worker import start_log

if TYPE_CHECKING:
    from matchmaker.config import Settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - addresses to listen on, and how we reach ourselves
STOPPING = 5  # seconds that open requests get when the server is told to stop


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; behind a web server leave it as it is.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="Show invented institutions; made at the first start.")] = False,
) -> None:
    """Run the site until told to stop."""
    with _listen(host, port) as listening:  # before anything else: a busy port is found out at once
        settings = _settings(host, listening.getsockname()[1], demo=demo)
        if settings.demo:
            demo_command.prepare(settings)
        with opened(settings):
            pass  # at the newest schema from here on, or we are not here any more
        typer.echo(f"Open {settings.base_url} (stop with Ctrl+C)")
        if settings.demo:
            demo_command.print_links(settings)
        _run(settings, listening)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port, or say who else may have it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        busy = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        what = "is busy; another server runs there. Choose another with --port" if busy else f"cannot be used: {error}"
        complain(f"Port {port} on {host} {what}")
        raise typer.Exit(1) from error
    return listening


def _settings(host: str, port: int, *, demo: bool) -> "Settings":
    """Read the settings; links lead to where we listen unless somebody said where else, and the demo mails nobody."""
    settings = read_settings(**({"demo": True} if demo else {}))
    changes: dict[str, object] = {}
    if "base_url" not in settings.model_fields_set:
        changes["base_url"] = f"http://{EVERYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{port}"
    if settings.demo:
        changes["smtp_host"] = ""
    return settings.model_copy(update=changes)


def _run(settings: "Settings", listening: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - slow import

    start_log()
    # The application reads its settings from the environment, as it does under any other server.
    os.environ["MATCHMAKER_BASE_URL"] = settings.base_url
    os.environ["MATCHMAKER_DEMO"] = str(settings.demo)
    os.environ["MATCHMAKER_SMTP_HOST"] = settings.smtp_host
    config = uvicorn.Config(
        "web.app:create_app",
        factory=True,
        access_log=False,  # addresses hold links that sign people in
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=STOPPING,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # how Ctrl+C comes out of the server once it has stopped
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(1)
