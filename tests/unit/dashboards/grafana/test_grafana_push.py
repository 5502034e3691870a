"""Pushing dashboards over HTTP; the other side is a small stand-in that keeps what it is sent.

No Grafana server is at hand: what is proven is what we send and that sending it twice adds nothing.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dashboards.grafana.build import dashboard_files
from dashboards.grafana.errors import GrafanaAway, GrafanaRefused
from dashboards.grafana.push import push
from dashboards.grafana.targets import Targets

_TOKEN = "service-account-token"


class StandIn(ThreadingHTTPServer):
    """Answers the three calls of a push as Grafana's HTTP API describes them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.folders: dict[str, str] = {}
        self.pages: dict[str, dict[str, Any]] = {}
        self.posts = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        uid = self.path.rsplit("/", 1)[-1]
        if not self._allowed():
            return
        if uid in self.server.folders:
            self._answer(200, {"uid": uid, "title": self.server.folders[uid]})
        else:
            self._answer(404, {"message": "folder not found"})

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        self.server.posts += 1
        if self.path.endswith("/folders"):
            self.server.folders[sent["uid"]] = sent["title"]
            self._answer(200, sent)
            return
        uid = sent["dashboard"]["uid"]
        if uid in self.server.pages and not sent["overwrite"]:
            self._answer(412, {"message": "name-exists"})
            return
        self.server.pages[uid] = sent
        self._answer(200, {"uid": uid, "url": f"/d/{uid}/page", "status": "success"})

    def _allowed(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {_TOKEN}":
            return True
        self._answer(401, {"message": "Invalid API key"})
        return False

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base names it
        """Say nothing."""


@pytest.fixture
def grafana() -> Iterator[StandIn]:
    """A stand-in on a free port."""
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The dashboards."""
    return dashboard_files(Targets())


def test_push_fills_two_folders(grafana: StandIn, files: dict[str, str]) -> None:
    """Every page arrives in the folder of its language, and its address is returned."""
    addresses = push(files, url=grafana.url, token=_TOKEN)
    assert grafana.folders == {"smart-factory": "Smart factory", "smart-factory-zh": "智能工厂"}
    assert len(grafana.pages) == len(files) == len(addresses)
    assert grafana.pages["sf-plant-zh"]["folderUid"] == "smart-factory-zh"
    assert grafana.pages["sf-plant"]["dashboard"]["title"] == "Plant overview"
    assert f"{grafana.url}/d/sf-plant/page" in addresses


def test_push_twice_adds_nothing(grafana: StandIn, files: dict[str, str]) -> None:
    """A second push overwrites the same pages and makes no folder again."""
    push(files, url=grafana.url, token=_TOKEN)
    pages, folders, posts = dict(grafana.pages), dict(grafana.folders), grafana.posts
    push(files, url=grafana.url, token=_TOKEN)
    assert (grafana.pages, grafana.folders) == (pages, folders)
    assert grafana.posts == posts + len(files)


def test_push_with_a_wrong_token_is_refused(grafana: StandIn, files: dict[str, str]) -> None:
    """The sentence says what the token must be able to do."""
    with pytest.raises(GrafanaRefused, match="service account that may edit"):
        push(files, url=grafana.url, token="another")
    assert not grafana.pages


def test_push_to_nobody_says_so(grafana: StandIn, files: dict[str, str]) -> None:
    """Without a server the sentence names the address."""
    url = grafana.url
    grafana.shutdown()
    grafana.server_close()
    with pytest.raises(GrafanaAway, match=url):
        push(files, url=url, token=_TOKEN)
