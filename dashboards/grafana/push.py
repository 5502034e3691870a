"""Built dashboards go into the folders of a running Grafana, each over the one with its uid.

Doing it twice leaves the same pages; Grafana adds a version to the history of each. Proven against
a stand-in server, not against a Grafana.
"""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import niquests
from grafana_client.api import GrafanaApi
from grafana_client.client import (
    GrafanaClientError,
    GrafanaException,
    GrafanaTimeoutError,
    TokenAuth,
)

from dashboards.grafana.errors import GrafanaAway, GrafanaRefused

# As in deploy/grafana, so that pushed and provisioned pages lie in the same folders.
FOLDERS = {"en": ("smart-factory", "Smart factory"), "zh": ("smart-factory-zh", "智能工厂")}
_NOT_FOUND = 404


def push(files: Mapping[str, str], *, url: str, token: str) -> list[str]:
    """Send every file to the folder of its language and return the pages' addresses.

    Args:
        files: text of each dashboard by its name, as `build.dashboard_files` gives them.
        url: where Grafana answers.
        token: of a service account that may edit dashboards and folders.

    Raises GrafanaRefused or GrafanaAway; pages sent before stay.
    """
    # grafana_client is not typed.
    credential = TokenAuth(token)  # type: ignore[no-untyped-call]
    grafana: Any = GrafanaApi.from_url(url, credential=credential)
    try:
        for uid, title in FOLDERS.values():
            _folder(grafana, uid, title)
        return [_page(grafana, url, name, text) for name, text in files.items()]
    except GrafanaTimeoutError as error:
        raise GrafanaAway(f"Grafana at {url} takes too long: {error.message}") from error
    except GrafanaException as error:
        raise GrafanaRefused(
            f"Grafana at {url} said {error.status_code}: {error.message}; the token must be of a "
            "service account that may edit dashboards and folders, and provisioned pages cannot "
            "be pushed over"
        ) from error
    except niquests.exceptions.RequestException as error:
        raise GrafanaAway(f"Grafana at {url} does not answer: {error}") from error


def _folder(grafana: Any, uid: str, title: str) -> None:
    try:
        grafana.folder.get_folder(uid)
    except GrafanaClientError as error:
        if error.status_code != _NOT_FOUND:
            raise
        grafana.folder.create_folder(title, uid)


def _page(grafana: Any, url: str, name: str, text: str) -> str:
    language = PurePosixPath(name).parent.name
    answer = grafana.dashboard.update_dashboard(
        {
            "dashboard": {**json.loads(text), "id": None},
            "folderUid": FOLDERS[language][0],
            "message": "factory grafana push",
            "overwrite": True,
        }
    )
    return f"{url.rstrip('/')}{answer['url']}"
