"""Dead letters go in; those with a name come out, as the audit of any store counts them."""

from collections.abc import Iterable, Iterator

from contract.errors import BadName
from contract.topic import Topic
from ingest.audit import Letter
from ingest.dead_letters import DeadLetter


def named_letters(letters: Iterable[DeadLetter]) -> Iterator[Letter]:
    """Return those letters whose topic, boot and seq could be read."""
    for letter in letters:
        rejected = letter.rejected
        if rejected.boot is None or rejected.seq is None:
            continue
        try:
            topic = Topic.parse(rejected.topic)
        except BadName:
            continue
        if topic.kind == "data":
            resolved = letter.resolved_at is not None
            yield Letter(str(topic.line), rejected.boot, rejected.seq, rejected.index, resolved)
