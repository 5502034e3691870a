"""All built files go in, everything that is wrong with them comes out."""

import json
from collections import Counter
from collections.abc import Mapping

from dashboards.grafana.links import uid_in
from dashboards.grafana.rules import complaints
from dashboards.grafana.texts import LANGUAGES
from dashboards.grafana.translation import untranslated


def complaints_of(files: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the dashboards, each for itself and all together."""
    built = {name: json.loads(text) for name, text in files.items()}
    found = [complaint for page in built.values() for complaint in complaints(page)]
    uids = Counter(page["uid"] for page in built.values())
    found += [
        f"{uid}: {count} dashboards have this uid" for uid, count in uids.items() if count > 1
    ]
    by_uid = {page["uid"]: page for page in built.values()}
    for name, page in built.items():
        if not name.startswith("en/"):
            continue
        for language in LANGUAGES:
            other = by_uid.get(uid_in(page["uid"], language))
            if other is None:
                found.append(f"{page['uid']}: there is no page in {language}")
            elif language != "en":
                found += [f"{page['uid']}: {text}" for text in untranslated(page, other)]
    return found
