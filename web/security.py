"""What guards every response and every form: headers, the token of forms, the size of what is sent to us."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 4 * 1024 * 1024  # bytes: a long paste still comes back in its field with a message; more is refused unread
TOKEN_FIELD = "form_token"  # noqa: S105 - a name, no secret
TOKEN_BYTES = 32

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


class Guard:
    """Adds the headers to every response, and stops bodies that are too large while they arrive."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = guarding_headers(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        received = 0

        async def limited_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY:
                raise HTTPException(413)
            return message

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, limited_receive, guarded_send)


def guarding_headers(*, https: bool) -> dict[str, str]:
    return HEADERS | ({"Strict-Transport-Security": STRICT_TRANSPORT} if https else {})


def new_cookie() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def form_token(cookie: str, key: bytes) -> str:
    """Return a token that only a page sent to the holder of this cookie can know.

    It is masked anew each time, so that compressing the page does not give it away byte by byte (BREACH).
    """
    mask = secrets.token_bytes(TOKEN_BYTES)
    return (mask + _xor(mask, _digest(cookie, key))).hex()


def form_token_fits(token: str, cookie: str, key: bytes) -> bool:
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        return False
    return hmac.compare_digest(_xor(raw[:TOKEN_BYTES], raw[TOKEN_BYTES:]), _digest(cookie, key))


def same_origin(request: Request, base_url: str) -> bool:
    """Whether the form was on one of our own pages, as far as the browser says; the token decides the rest."""
    site = request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin in {None, "null"}:
        return True
    host = urlsplit(origin or "").netloc
    return host in {urlsplit(base_url).netloc, request.headers.get("host")}


def _digest(cookie: str, key: bytes) -> bytes:
    return hmac.new(key, b"form:" + cookie.encode(), hashlib.sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
