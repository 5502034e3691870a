"""One token per role: on the server with just its rights, in its file with just its readers.

What is there and right stays as it is, wherever it is held: a service goes on with its token.
"""

from collections.abc import Sequence

from factory.influx_admin.api import Grant, InfluxApi, Token
from factory.influx_admin.plan import Change, Role, description, rights, token_file
from factory.influx_admin.token_files import TokenFiles, header_file


def settle_token(api: InfluxApi, files: TokenFiles, role: Role, world: str) -> Change:
    """Make a role's token and its file what they should be; return what became of them."""
    path = token_file(files.root, role, world)
    what, held = f"token of {role} in {path}", files.read(path)
    known, (wanted, alive) = api.tokens(), _grants(api, role, world)
    ours = [token for token in known if token.description == description(role, world)]
    # The one in the file comes first, even where somebody made it by hand.
    candidates = [*(token for token in known if token.text == held), *ours]
    keep = next((token for token in candidates if _is_right(token, wanted, alive)), None)
    if keep is None:
        _write(files, role, world, api.make_token(description(role, world), wanted))
        _delete(api, ours)
        if held is None and not ours:
            return Change(what, "made")
        said = "it had other rights" if candidates else "the server did not know the one there"
        return Change(what, "changed", f"{said}; restart {role}")
    if keep.text != held:
        _write(files, role, world, keep.text)
        why = "its file was missing" if held is None else f"its file held another; restart {role}"
    else:
        why = _mend(files, role, world, keep.text)
    left_over = [token for token in ours if token.id != keep.id]
    if left_over:
        _delete(api, left_over)
        why = "; ".join(filter(None, (why, f"{len(left_over)} left over deleted")))
    return Change(what, "changed" if why else "there", why)


def replace_token(api: InfluxApi, files: TokenFiles, role: Role, world: str) -> Change:
    """Make a new token for a role, write it, then delete those before it."""
    before = [token for token in api.tokens() if token.description == description(role, world)]
    wanted, _ = _grants(api, role, world)
    _write(files, role, world, api.make_token(description(role, world), wanted))
    _delete(api, before)
    what = f"token of {role} in {token_file(files.root, role, world)}"
    return Change(what, "changed", f"the old one is deleted; restart {role}")


def drop_token(api: InfluxApi, role: Role, world: str) -> None:
    """Delete all tokens of a role."""
    _delete(api, [one for one in api.tokens() if one.description == description(role, world)])


def _delete(api: InfluxApi, tokens: Sequence[Token]) -> None:
    for token in tokens:
        api.delete_token(token)


def _grants(api: InfluxApi, role: Role, world: str) -> tuple[frozenset[Grant], frozenset[str]]:
    """Return what the role's token should be granted, and the ids of all buckets."""
    ids = {bucket.name: bucket.id for bucket in api.buckets()}
    wanted = frozenset((action, ids[name]) for action, name in rights(role, world, ids))
    return wanted, frozenset(ids.values())


def _is_right(token: Token, wanted: frozenset[Grant], alive: frozenset[str]) -> bool:
    """Tell whether a token may do what it should; rights on dropped buckets count for nothing."""
    granted = frozenset((action, bucket) for action, bucket in token.grants if bucket in alive)
    return granted == wanted and not token.more


def _write(files: TokenFiles, role: Role, world: str, text: str) -> None:
    files.write(token_file(files.root, role, world), text + "\n")
    if role == "grafana":
        files.write(header_file(files.root), _header(text))


def _mend(files: TokenFiles, role: Role, world: str, text: str) -> str:
    """Mend modes, and Grafana's header; return what was wrong."""
    wrong = ["its mode was another"] if files.mend(token_file(files.root, role, world)) else []
    if role == "grafana":
        header = header_file(files.root)
        if files.read(header) != _header(text):
            files.write(header, _header(text))
            wrong.append(f"{header.name} held another; restart {role}")
        elif files.mend(header):
            wrong.append(f"so was that of {header.name}")
    return "; ".join(wrong)


def _header(token: str) -> str:
    # Without a line break: a header with one is refused.
    return f"Token {token}"
