"""What a terminal says of who attends enters, a pseudonym leaves: HMAC-SHA-256 under a plant's key.

A plain hash would not do: badge numbers are few, so anybody could hash them all and compare.
"""

import hmac
from collections.abc import Callable, Collection

from edge_agent.convert import spell
from edge_agent.source import Scalar

Pseudonym = Callable[[Scalar], "str | None"]

_HEX_DIGITS = 10  # 40 bits: among 10,000 badges two alike are 1 in 20,000


def to_pseudonym(key: bytes, *, nobody: Collection[str] = ()) -> Pseudonym:
    """Make the conversion of a badge to `p-<10 hex>`; nobody is "", unavailable stays None.

    Nothing but key and badge goes in, so one badge is one pseudonym on every line with this key.
    """
    none = frozenset(("", *(text.strip() for text in nobody)))

    def convert(value: Scalar) -> str | None:
        if value is None:
            return None
        badge = spell(value).strip()
        if badge in none:
            return ""
        # Half a UTF-16 pair from a broken terminal must not raise an error that quotes the badge.
        said = badge.encode("utf-8", errors="surrogatepass")
        return f"p-{hmac.digest(key, said, 'sha256').hex()[:_HEX_DIGITS]}"

    return convert
