"""The table of alert rules goes in, Grafana's provisioning file comes out.

Nothing in it holds a dollar sign: provisioning would take it for an environment variable.
"""

import re
from collections.abc import Sequence
from typing import Any

from dashboards.grafana.alert_rule import Rule
from dashboards.grafana.grafana_json import DATASOURCE_UID
from dashboards.grafana.links import uid_in
from dashboards.grafana.texts import Language

FOLDER = "Smart factory alerts 智能工厂报警"
GROUP = "smart-factory"
EVALUATED_EVERY = "30s"
_LABEL = re.compile(r"\{(\w+)\}")


def provisioning(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return the file that Grafana reads at its start."""
    return {
        "apiVersion": 1,
        "groups": [
            {
                "orgId": 1,
                "name": GROUP,
                "folder": FOLDER,
                "interval": EVALUATED_EVERY,
                "rules": [_rule(rule) for rule in rules],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    span = {"from": rule.look_back_s, "to": 0}
    return {
        "uid": rule.uid,
        "title": f"{rule.title.en} · {rule.title.zh}",
        "condition": "C",
        "for": rule.lasting,
        "noDataState": rule.nothing,
        "execErrState": rule.broken,
        "isPaused": False,
        "labels": {"severity": rule.severity},
        "annotations": {
            "summary": _filled(rule.summary.en),
            "summary_zh": _filled(rule.summary.zh),
            "dashboard": _address(rule, "en"),
            "dashboard_zh": _address(rule, "zh"),
        },
        "data": [
            {
                "refId": "A",
                "datasourceUid": DATASOURCE_UID,
                "relativeTimeRange": span,
                "model": _query(rule),
            },
            _expression("B", span, {"type": "reduce", "expression": "A", "reducer": rule.reducer}),
            _expression(
                "C",
                span,
                {
                    "type": "threshold",
                    "expression": "B",
                    "conditions": [
                        {
                            "evaluator": {"params": [rule.limit], "type": rule.beyond},
                            "operator": {"type": "and"},
                            "query": {"params": ["B"]},
                            "reducer": {"params": [], "type": "last"},
                            "type": "query",
                        }
                    ],
                },
            ),
        ],
    }


def _query(rule: Rule) -> dict[str, Any]:
    return {
        "refId": "A",
        "datasource": {"type": "influxdb", "uid": DATASOURCE_UID},
        "query": rule.select.text,
        "rawQuery": True,
        "resultFormat": "time_series",
        "intervalMs": 1000,
        "maxDataPoints": 43_200,
    }


def _expression(ref_id: str, span: dict[str, int], model: dict[str, Any]) -> dict[str, Any]:
    return {
        "refId": ref_id,
        "datasourceUid": "__expr__",
        "relativeTimeRange": span,
        "model": {
            "refId": ref_id,
            "datasource": {"type": "__expr__", "uid": "__expr__"},
            **model,
        },
    }


def _filled(text: str) -> str:
    """Turn label names in braces into what Grafana fills in."""
    return _LABEL.sub(r"{{ .Labels.\1 }}", text)


def _address(rule: Rule, language: Language) -> str:
    given = "".join(f"&var-{name}={_filled(value)}" for name, value in rule.given)
    return f"/d/{uid_in(f'sf-{rule.page}', language)}?var-world=live{given}"
