"""What a browser may do with the board: our own page only, under a name that is ours.

The board has no accounts; the loopback address is its fence. These checks keep foreign web pages
from reaching through a visitor's browser: DNS rebinding by the Host header, forged requests by
Origin, everything else by the Content-Security-Policy.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# plotly.js writes style attributes and one style element, hence 'unsafe-inline' for styles alone.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware; `hosts` are allowed beside the loopback names, "*" allows every name."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK_NAMES | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 403, or pass on and add the headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refusal = self.refusal(scope["method"], Headers(scope=scope))
        if refusal:
            await _refuse(refusal, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def refusal(self, method: str, headers: Headers) -> str:
        """Say why a request is refused; empty when it is not."""
        host = headers.get("host", "")
        name = _host_name(host)
        if "*" not in self._hosts and name not in self._hosts:
            return (
                f"the board is not served as {name!r}; ask for 127.0.0.1, or add the name to "
                "hosts in the board's configuration"
            )
        if method in _SAFE_METHODS:
            return ""
        site = headers.get("sec-fetch-site", "same-origin")
        if site not in {"same-origin", "none"}:
            return f"a {method} from another web site ({site}) is refused"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return f"a {method} from {origin} is refused; only the board's own page may send it"
        return ""


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


async def _refuse(sentence: str, send: Send) -> None:
    body = msgspec.json.encode({"error": sentence})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
