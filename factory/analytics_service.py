"""How a process without analytics asks the one that runs it to compute a line again."""

import httpx

from analytics.queries import iso
from contract.path import EquipmentPath
from factory.board import Recompute
from factory.errors import ConfigError

_ASK_S = 10.0


def asking(url: str) -> Recompute:
    """Return how analytics at this address is asked to compute a line again."""

    def recompute(line: EquipmentPath, *, start: int, end: int) -> None:
        if not url:
            raise ConfigError(
                "analytics is another process and its address is not known here: "
                "set analytics_url, or give --analytics-url"
            )
        params = {"path": str(line), "from": iso(start), "to": iso(end)}
        try:
            answer = httpx.post(f"{url}/recompute", params=params, timeout=_ASK_S, trust_env=False)
        except httpx.HTTPError as error:
            raise ConfigError(f"analytics at {url} does not answer: {error}") from error
        if not answer.is_success:
            raise ConfigError(f"analytics at {url}: {answer.text.strip()}")

    return recompute
