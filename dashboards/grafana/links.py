"""Addresses of pages, and links that keep time range and variables."""

from dashboards.grafana.panel import Dashboard, Link
from dashboards.grafana.texts import LANGUAGES, Language

LANGUAGE_NAME: dict[Language, str] = {"en": "English", "zh": "中文"}
_KEPT = ("world", "site")


def uid_in(uid: str, language: Language) -> str:
    """Return the uid of a page in one language."""
    return uid if language == "en" else f"{uid}-{language}"


def address(link: Link, language: Language) -> str:
    """Return the address behind a link; `given` wins over the variables of this page."""
    span = (
        ("${__from}", "${__to}")
        if link.span is None
        else tuple(f"${{__data.fields.{name}.numeric}}" for name in link.span)
    )
    parts = [f"${{{name}:queryparam}}" for name in _KEPT if name not in link.given]
    parts += [f"var-{name}={value}" for name, value in link.given.items()]
    parts += [f"from={span[0]}", f"to={span[1]}"]
    return f"/d/{uid_in(f'sf-{link.dashboard}', language)}?{'&'.join(parts)}"


def way_to(target: Dashboard, here: Dashboard, language: Language) -> str:
    """Return the address of a page from another one, with the choices that both pages offer.

    A choice that only looks alike does not go along: "all lines" would stay chosen on a page of
    one line, and a bottling line on the sewing page.
    """
    shared = [variable.name for variable in here.variables if variable in target.variables]
    choices = "&".join(f"${{{name}:queryparam}}" for name in shared)
    return f"/d/{uid_in(target.uid, language)}?{choices}"


def other_language(language: Language) -> Language:
    """Return the language that a page is not in."""
    (other,) = (one for one in LANGUAGES if one != language)
    return other
