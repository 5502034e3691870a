"""The static page as text: both languages complete, nothing from elsewhere."""

import json
import re
from importlib.resources import files
from pathlib import Path

from analytics.spc.charts import CHARTS
from contract.reasons import REASONS
from contract.states import LEAVES
from contract.trade_measures import TRADE_MEASURES

STATIC = Path(str(files("dashboards.board") / "static"))
WORDS = {
    language: json.loads((STATIC / "i18n" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "zh")
}


def test_both_languages_say_the_same_things() -> None:
    """Every key and every placeholder stands in both languages."""
    english, chinese = WORDS["en"], WORDS["zh"]
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_key_the_page_asks_for_exists() -> None:
    """A literal key in the modules is a key of the dictionaries; so are those of every leaf."""
    asked = {
        key
        for module in STATIC.glob("*.js")
        for key in re.findall(r'\bt\("([\w.]+)"', module.read_text(encoding="utf-8"))
    }
    asked |= {f"leaf.{leaf}" for leaf in LEAVES} | {f"leaf.{leaf}.iso" for leaf in LEAVES}
    asked |= {f"control.chart.{chart}" for chart in CHARTS}
    assert len(asked) > 40
    assert asked <= WORDS["en"].keys()


def test_every_key_is_asked_for() -> None:
    """No word is left over: its key, or its beginning, stands in a module."""
    modules = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    begun = tuple(re.findall(r"`([a-z_.]+)\$\{", modules))
    left = [key for key in WORDS["en"] if f'"{key}"' not in modules and not key.startswith(begun)]
    assert left == []


def test_page_has_no_catalogue_of_its_own() -> None:
    """What the catalogues of the contract name, the page takes from the API."""
    codes = {key.rpartition(".")[2] for key in WORDS["zh"]}
    assert not codes & (REASONS.keys() | TRADE_MEASURES.keys())


def test_page_names_no_address_elsewhere() -> None:
    """No file of the page names another host; the namespaces of SVG are names, not addresses."""
    for path in STATIC.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "://" not in text, path.name


def test_both_light_palettes_are_the_same() -> None:
    """The light colours by the system's wish and by the toggle do not drift apart."""
    text = (STATIC / "board.css").read_text(encoding="utf-8")
    palettes = re.findall(r"color-scheme: light;(.*?)\}", text, flags=re.DOTALL)
    assert len(palettes) == 2
    assert palettes[0].split() == palettes[1].split()
