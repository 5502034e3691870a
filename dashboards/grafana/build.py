"""Pages and alert rules go in, the files that Grafana reads come out, stable enough to compare."""

import json
from collections.abc import Mapping
from pathlib import Path

from dashboards.grafana.alerts import provisioning
from dashboards.grafana.grafana_json import dashboard_json
from dashboards.grafana.links import uid_in
from dashboards.grafana.pages import pages
from dashboards.grafana.pipeline_rules import pipeline_rules
from dashboards.grafana.production_rules import production_rules
from dashboards.grafana.quality_rules import quality_rules
from dashboards.grafana.targets import Targets
from dashboards.grafana.texts import LANGUAGES

OUT = Path(__file__).parent / "out"
RULES = (
    Path(__file__).parents[2] / "deploy" / "grafana" / "provisioning" / "alerting" / "rules.json"
)


def dashboard_files(targets: Targets) -> dict[str, str]:
    """Return the text of each dashboard file by its name below the folder of built files."""
    all_pages = pages(targets)
    return {
        f"{language}/{uid_in(page.uid, language)}.json": spelled(
            dashboard_json(page, language, pages=all_pages)
        )
        for language in LANGUAGES
        for page in all_pages
    }


def rule_file(targets: Targets) -> str:
    """Return the text of the provisioning file of alert rules."""
    rules = (*pipeline_rules(targets), *production_rules(targets), *quality_rules())
    return spelled(provisioning(rules))


def spelled(content: Mapping[str, object]) -> str:
    """Spell JSON with sorted keys, one value a line, so that a diff shows what changed."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files, and remove built ones that no page makes any more."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for old in folder.glob("*/sf-*.json"):
        if str(old.relative_to(folder)) not in files:
            old.unlink()


def stale(files: Mapping[str, str], folder: Path) -> list[str]:
    """Return the names whose file is missing, differs, or is made by no page."""
    found = [
        name
        for name, text in files.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]
    extra = [str(old.relative_to(folder)) for old in folder.glob("*/sf-*.json")]
    return sorted(found + [name for name in extra if name not in files])
