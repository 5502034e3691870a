"""Who attends: what becomes of a badge, and which files are refused before anything connects."""

import re
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.sample import Sample
from edge_agent.config import AgentConfig, load_config
from edge_agent.errors import BadConfig
from edge_agent.mapping import UnitMapper
from edge_agent.mapping_config import MappingConfig
from edge_agent.operators import KEY_VARIABLE
from edge_agent.pseudonym import to_pseudonym
from edge_agent.report import UnitReport
from edge_agent.source import Scalar
from edge_agent.unmapped import Unmapped

SAMPLE = Path(__file__).parents[3] / "edge_agent" / "sample.toml"
KEY = "a key of the plant, 25 byt"
BADGE = 'operator = { tag = "badge" }'
KEYED = '[operators]\nkey_file = "FILE"'
CONSTANT = 'operator = { value = "" }'


@pytest.mark.parametrize(
    ("badge", "pseudonym"), [("4711", "p-e648d15001"), ("张伟-07", "p-fbfd542be9")]
)
def test_pseudonym_is_the_beginning_of_the_hmac(badge: str, pseudonym: str) -> None:
    """The pseudonym is HMAC-SHA-256 of the badge's UTF-8, as another tool computed it."""
    assert to_pseudonym(KEY.encode())(badge) == pseudonym


@pytest.mark.parametrize("said", [" 4711\t", 4711, 4711.0])
def test_pseudonym_rests_on_the_badge_not_on_its_spelling(said: Scalar) -> None:
    """One badge is one pseudonym, whether a terminal sends text, blanks or a number."""
    convert = to_pseudonym(KEY.encode())
    assert convert(said) == convert("4711")


def test_pseudonym_of_nobody_is_nobody() -> None:
    """An empty or blank text, or one listed as nobody, is ""; unavailable stays unavailable."""
    convert = to_pseudonym(KEY.encode(), nobody=("0", "none "))
    said: tuple[Scalar, ...] = ("", "  ", "0", 0, 0.0, " none", None)
    assert [convert(one) for one in said] == ["", "", "", "", "", "", None]
    assert convert("00") not in {"", None}


@given(st.text(st.characters(codec=None), max_size=300))
def test_every_text_becomes_a_pseudonym_or_nobody(badge: str) -> None:
    """Whatever a terminal sends, half characters too, nothing but a pseudonym comes out."""
    said = to_pseudonym(KEY.encode())(badge)
    assert said == "" if not badge.strip() else re.fullmatch("p-[0-9a-f]{10}", said or "")


def test_another_key_gives_other_pseudonyms() -> None:
    """Without the key nobody can compute the pseudonym of a badge."""
    assert to_pseudonym(KEY.encode())("4711") != to_pseudonym(b"another key of it")("4711")


def test_mapping_never_looks_at_the_badge() -> None:
    """A badge tag that also feeds a row, a value, a counter and a reason gives pseudonyms there."""
    config = MappingConfig.model_validate(
        {
            "tags": {"operator": {"tag": "badge"}, "produced": {"tag": "badge"}},
            "values": {"who": {"tag": "badge"}},
            "rows": [
                {"when": {"run": True, "badge": ""}, "then": {"state": "executing"}},
                {"when": {"run": False}, "then": {"reason": {"tag": "badge"}}},
            ],
        }
    )
    unmapped = Unmapped()
    mapper = UnitMapper(
        config,
        words={},
        unmapped=unmapped,
        on_unknown_tag=pytest.fail,
        pseudonym=to_pseudonym(KEY.encode()),
    )
    report = UnitReport("u", mapper=mapper, values=config.values, heartbeat_ms=1000)
    report.take({"run": True, "badge": "4711"})
    first = report.flush(0)
    report.take({"run": False})
    second = report.flush(2000)
    report.take({"run": True, "badge": ""})
    third = report.flush(4000)
    pseudonym = "p-e648d15001"
    assert first == Sample(
        unit="u",
        t=0,
        state=None,
        reason=None,
        operator=pseudonym,
        produced=None,
        values={"who": pseudonym},
    )
    assert second is not None
    assert second.reason == pseudonym
    assert third is not None
    assert (third.state, third.operator) == ("executing", "")
    assert set(unmapped.counts) == {f"badge={pseudonym}", f"run=true, badge={pseudonym}", "badge="}


def agent_file(folder: Path, operators: str, *, field: str = BADGE, mode: int = 0o640) -> Path:
    """Write a key of 26 bytes, and the sample with this [operators] table and operator field."""
    key = folder / "operators.key"
    key.write_text(f"{KEY}\n", encoding="utf-8")
    key.chmod(mode)
    text = SAMPLE.read_text(encoding="utf-8").replace(CONSTANT, field)
    assert field in text
    path = folder / "line.agent.toml"
    table = operators.replace("FILE", str(key))
    path.write_text(text.replace("[[unit]]", f"{table}\n[[unit]]", 1), encoding="utf-8")
    return path


def converted(config: AgentConfig, badge: str) -> str | None:
    """Return what this configuration makes of a badge."""
    assert config.operators is not None
    convert = config.operators.pseudonym()
    return badge if convert is None else convert(badge)


def test_keyed_is_the_default_and_reads_its_key_from_a_file(tmp_path: Path) -> None:
    """A key file is enough to be safe; the line end that an editor writes is not of the key."""
    config = load_config(agent_file(tmp_path, KEYED))
    assert converted(config, "4711") == "p-e648d15001"


def test_key_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment gives the same key as the file, and no table is needed then."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    config = load_config(agent_file(tmp_path, ""))
    assert converted(config, "4711") == "p-e648d15001"


def test_badge_is_one_pseudonym_on_every_line(tmp_path: Path) -> None:
    """A badge that is used on two lines with one key is one person there."""
    path = agent_file(tmp_path, KEYED)
    text = path.read_text(encoding="utf-8")
    other = tmp_path / "other.agent.toml"
    other.write_text(text.replace("riverside/machining/line-1", "hill/sewing/line-9"), "utf-8")
    first, second = load_config(path), load_config(other)
    assert first.line != second.line
    assert converted(first, "4711") == converted(second, "4711")


def test_as_sent_leaves_pseudonyms_as_they_are(tmp_path: Path) -> None:
    """Terminals that send pseudonyms are not given others."""
    config = load_config(agent_file(tmp_path, '[operators]\npseudonyms = "as_sent"'))
    assert converted(config, "op-07") == "op-07"


def test_table_that_the_sample_shows_is_accepted(tmp_path: Path) -> None:
    """The commented [operators] of the sample works once its comment signs are gone."""
    shown = re.findall(
        r"^# (\[operators\]|\w+ = .*)$", SAMPLE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert shown[0] == "[operators]"
    table = "\n".join(shown).replace("operators.key", "FILE")
    config = load_config(agent_file(tmp_path, table))
    assert converted(config, "4711") == "p-e648d15001"
    assert converted(config, "0") == ""


def test_file_that_does_not_say_what_its_badges_are_is_refused(tmp_path: Path) -> None:
    """An operator tag without [operators] is refused by a sentence that shows both choices."""
    with pytest.raises(BadConfig) as caught:
        load_config(agent_file(tmp_path, ""))
    for part in ("mapping lathe", '"keyed"', "key_file", '"as_sent"', "line.agent.toml"):
        assert part in str(caught.value)


@pytest.mark.parametrize("field", [CONSTANT, ""])
def test_file_that_reads_nobody_needs_no_table(tmp_path: Path, field: str) -> None:
    """Where nobody's badge is read there is nothing to say about badges."""
    assert load_config(agent_file(tmp_path, "", field=field)).operators is None


@pytest.mark.parametrize(
    ("operators", "field", "says"),
    [
        ("[operators]", BADGE, KEY_VARIABLE),
        ("[operators]", CONSTANT, "needs a key"),
        ('[operators]\npseudonyms = "hashed"', BADGE, "'keyed' or 'as_sent'"),
        ('[operators]\nkey_file = "none.key"', BADGE, "cannot be read"),
        (f'[operators]\nkey = "{KEY}"', BADGE, f"{KEY_VARIABLE}, or name a file of its own"),
        (f'{KEYED}\npseudonyms = "as_sent"', BADGE, "uses no key"),
        ('[operators]\npseudonyms = "as_sent"\nnobody = ["0"]', BADGE, "no nobody"),
        ("", 'operator = { value = "4711" }', "[operators]"),
        (KEYED, 'operator = { value = "4711" }', "must not stand in a file"),
        (KEYED, 'operator = { tag = "badge", words = "stop_reasons" }', "operators.nobody"),
        (KEYED, 'operator = { tag = "execution" }', "a row compares the tag 'execution'"),
    ],
)
def test_refusal_says_what_is_wrong_and_shows_neither_key_nor_badge(
    tmp_path: Path, operators: str, field: str, says: str
) -> None:
    """A table that must not start is refused; neither message nor cause quotes a secret."""
    with pytest.raises(BadConfig) as caught:
        load_config(agent_file(tmp_path, operators, field=field))
    assert says in str(caught.value)
    shown = f"{caught.value} {caught.value.__cause__}"
    assert KEY not in shown
    assert "4711" not in shown


def test_key_open_to_everybody_is_refused(tmp_path: Path) -> None:
    """A key that every account of the machine can read protects nobody."""
    with pytest.raises(BadConfig, match=r"open to everybody .*mode 0644"):
        load_config(agent_file(tmp_path, KEYED, mode=0o644))


@pytest.mark.parametrize(("key", "says"), [(" \n", "is empty"), ("fifteen bytes..\n", "15 bytes")])
def test_key_that_is_no_secret_is_refused(tmp_path: Path, key: str, says: str) -> None:
    """An empty or short key could be guessed."""
    path = agent_file(tmp_path, KEYED)
    (tmp_path / "operators.key").write_text(key, encoding="utf-8")
    with pytest.raises(BadConfig, match=says):
        load_config(path)


def test_two_keys_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the environment beside another in a file is a mistake somewhere."""
    path = agent_file(tmp_path, KEYED)
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with pytest.raises(BadConfig, match="keep one"):
        load_config(path)


def test_configuration_does_not_show_its_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a printed configuration nor the traceback of a refused one holds the key."""
    good = agent_file(tmp_path, "")
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    config = load_config(good)
    assert KEY not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"
    short = "fifteen bytes.."  # long ones are cut in the middle before they are shown
    monkeypatch.setenv(KEY_VARIABLE, short)
    with pytest.raises(BadConfig) as caught:
        load_config(good)
    assert "15 bytes" in str(caught.value.__cause__)
    assert short not in "".join(traceback.format_exception(caught.value))
