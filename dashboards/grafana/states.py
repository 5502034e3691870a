"""States and time leaves as people see them: one name and one colour everywhere.

The names of leaves are the board's; the colours are those of its dark theme.
"""

import json
from functools import cache
from pathlib import Path

from contract.states import LEAVES, STATE_CODES, Leaf
from dashboards.grafana.texts import Language, Text

_BOARD_TEXTS = Path(__file__).parents[1] / "board" / "static" / "i18n"

LEAF_COLOUR: dict[Leaf, str] = {
    "production": "#35c77c",
    "setup": "#5aa9ff",
    "delay": "#ffb52e",
    "down": "#ff6b6b",
    "planned_down": "#9d8cff",
    "unscheduled": "#64778a",
    "unknown": "#55626e",
}
GOOD = "#4fd892"
NEAR = "#ffb52e"
POOR = "#ff7b7b"
NEUTRAL = "#4cc2ff"
SPEED = "#e58a3c"
QUALITY = "#e56bb0"

# A state is what the machine says; a leaf is what the time counts as. Where they mean the same
# to the eye they share name and colour.
_STATE_LEAF: dict[str, Leaf] = {
    "unknown": "unknown",
    "executing": "production",
    "not_executing": "delay",
    "setup": "setup",
}
_STATE_OF_ITS_OWN: dict[str, tuple[Text, str]] = {
    "not_available": (Text("Off", "已关机"), "#64778a"),
    "out_of_service": (Text("Out of service", "停用"), "#ff6b6b"),
    "maintenance": (Text("Maintenance", "保养"), "#9d8cff"),
}


@cache
def board_texts(language: Language) -> dict[str, str]:
    """Return the texts of the local board in one language."""
    path = _BOARD_TEXTS / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def _of_board(key: str) -> Text:
    return Text(board_texts("en")[key], board_texts("zh")[key])


def leaf_name(leaf: Leaf) -> Text:
    """Return what the board calls this leaf."""
    return _of_board(f"leaf.{leaf}")


def state_names() -> dict[int, tuple[Text, str]]:
    """Return name and colour of each state code."""
    shown: dict[int, tuple[Text, str]] = {}
    for state, code in STATE_CODES.items():
        leaf = _STATE_LEAF.get(state)
        shown[code] = (
            _STATE_OF_ITS_OWN[state] if leaf is None else (leaf_name(leaf), LEAF_COLOUR[leaf])
        )
    return shown


def leaf_names() -> dict[Leaf, tuple[Text, str]]:
    """Return name and colour of each time leaf, in the order of the time model."""
    return {leaf: (leaf_name(leaf), LEAF_COLOUR[leaf]) for leaf in LEAVES}
