"""One name and one colour for a state, on the board and in Grafana."""

import re
from pathlib import Path

import dashboards.board
from contract.states import LEAVES, STATE_CODES
from dashboards.grafana.states import LEAF_COLOUR, leaf_names, state_names

_CSS = Path(dashboards.board.__file__).parent / "static" / "board.css"


def test_leaf_colours_are_those_of_the_board() -> None:
    """Each leaf has the colour that the board's dark theme gives it."""
    text = _CSS.read_text(encoding="utf-8")
    for leaf in LEAVES:
        first = re.search(rf"--{leaf}: (#[0-9a-f]{{6}})", text)
        assert first is not None
        assert first.group(1) == LEAF_COLOUR[leaf]


def test_every_state_has_a_name_and_unknown_a_colour_of_its_own() -> None:
    """All codes of the contract are named, and no other state looks like a silence."""
    names = state_names()
    assert set(names) == set(STATE_CODES.values())
    unknown = names[STATE_CODES["unknown"]]
    others = [names[code] for code in names if code != STATE_CODES["unknown"]]
    assert unknown[1] not in {colour for _, colour in others}
    assert len({text.zh for text, _ in names.values()}) == len(names)


def test_leaves_are_named_in_both_languages() -> None:
    """Leaves have the board's names."""
    assert leaf_names()["delay"][0].zh == "停顿"
