"""Paths, topics and filters: spelled one way, parsed once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import BadName
from contract.path import EquipmentPath
from contract.topic import KINDS, Kind, Topic, TopicFilter

segments = st.from_regex(r"\A[a-z0-9-]{1,64}\Z")
paths = st.lists(segments, min_size=1, max_size=5).map(lambda parts: EquipmentPath(*parts))
lines = st.lists(segments, min_size=4, max_size=4).map(lambda parts: EquipmentPath(*parts))
topics = st.builds(Topic, lines, st.sampled_from(KINDS))


@given(path=paths)
def test_path_survives_its_text(path: EquipmentPath) -> None:
    """Parsing what was written gives the same path."""
    assert EquipmentPath.parse(str(path)) == path


@given(text=st.text(max_size=30))
def test_any_text_is_a_path_that_reads_the_same_or_refused(text: str) -> None:
    """There is one spelling of a path and no second."""
    try:
        path = EquipmentPath.parse(text)
    except BadName:
        return
    assert str(path) == text


@given(path=paths)
def test_level_is_the_number_of_segments(path: EquipmentPath) -> None:
    """ISA-95 levels follow from how deep a path goes."""
    levels = ("enterprise", "site", "area", "line", "unit")
    assert path.level == levels[str(path).count("/")]


@given(line=lines, name=segments)
def test_unit_lies_in_its_line_and_site(line: EquipmentPath, name: str) -> None:
    """Going down and up again ends where it began."""
    unit = line.unit(name)
    assert unit.line == line
    assert unit.at_site == EquipmentPath(line.enterprise, line.site)
    assert unit.level == "unit"


@pytest.mark.parametrize(
    "text",
    ["", "/", "a/", "/a", "a//b", "a/b/c/d/e/f", "A", "a b", "a_b", "ü", "a\n", "a" * 65, "+", "#"],
)
def test_text_that_is_no_path_is_refused(text: str) -> None:
    """Each way to misspell a path is refused."""
    with pytest.raises(BadName):
        EquipmentPath.parse(text)


def test_path_with_a_gap_is_refused() -> None:
    """A line cannot stand directly below a site."""
    with pytest.raises(BadName, match="below an empty level"):
        EquipmentPath("a", "b", "", "d")


def test_path_above_a_line_has_no_line_and_above_a_site_no_site() -> None:
    """A question that has no answer is refused."""
    with pytest.raises(BadName):
        _ = EquipmentPath("a", "b", "c").line
    with pytest.raises(BadName):
        _ = EquipmentPath("a").at_site


@given(topic=topics)
def test_topic_survives_the_wire(topic: Topic) -> None:
    """Parsing what was published gives the same topic."""
    assert Topic.parse(str(topic)) == topic


@given(text=st.text(max_size=40) | topics.map(lambda topic: f"{topic}/x"))
def test_text_that_is_no_topic_is_refused(text: str) -> None:
    """Nothing but our seven levels is a topic."""
    with pytest.raises(BadName):
        Topic.parse(text)


@pytest.mark.parametrize(
    "text",
    ["sf/v1/a/b/c/d/birth ", "sf/v2/a/b/c/d/data", "sf/v1/a/b/c/d/DATA", "sf/v1/a/b/c/data",
     "sf/v1/a/b/C/d/data", "sf/v1/a/b/c/+/data", "/sf/v1/a/b/c/d/data"],
)  # fmt: skip
def test_near_miss_of_a_topic_is_refused(text: str) -> None:
    """A letter beside the contract is beside the contract."""
    with pytest.raises(BadName):
        Topic.parse(text)


@given(topic=topics, kind=st.sampled_from(KINDS), blanks=st.sets(st.integers(0, 3)))
def test_filter_matches_as_a_broker_would(topic: Topic, kind: Kind, blanks: set[int]) -> None:
    """A '+' stands for one level; everything else must be equal."""
    parts = str(topic.line).split("/")
    text = "/".join("+" if place in blanks else part for place, part in enumerate(parts))
    wanted = TopicFilter.parse(text).of(kind)
    assert wanted.matches(topic) == (kind == topic.kind)
    assert TopicFilter.parse(text).matches(topic)
    levels = zip(str(wanted).split("/"), str(topic).split("/"), strict=True)
    assert wanted.matches(topic) == all(mine in {"+", theirs} for mine, theirs in levels)


@pytest.mark.parametrize("text", ["", "a/b/c", "a/b/c/d/e", "a/b/c/#", "A/+/+/+", "a/b/c/++"])
def test_text_that_is_no_filter_is_refused(text: str) -> None:
    """A filter has four levels, each a segment or '+'."""
    with pytest.raises(BadName):
        TopicFilter.parse(text)


def test_topic_of_something_else_than_a_line_is_refused() -> None:
    """Only work centers speak."""
    with pytest.raises(BadName):
        Topic(EquipmentPath("a", "b", "c"), "data")
    with pytest.raises(BadName):
        Topic(EquipmentPath("a", "b", "c", "d", "e"), "data")


@pytest.mark.parametrize("place", ["e", "e/s", "e/s/a/l", "e/s/a/l/m"])
def test_a_path_lies_in_itself_and_in_what_is_above_it(place: str) -> None:
    """Every level above is a place it lies in."""
    assert EquipmentPath.parse("e/s/a/l/m").lies_in(EquipmentPath.parse(place))


@pytest.mark.parametrize("place", ["e/s/a/l/m2", "e/s/a/l/mm", "f", "e/s/b"])
def test_a_path_does_not_lie_in_a_place_that_only_begins_alike(place: str) -> None:
    """Names are compared whole."""
    assert not EquipmentPath.parse("e/s/a/l/m").lies_in(EquipmentPath.parse(place))
