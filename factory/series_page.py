"""The series of the contract go in, the page that explains them comes out: docs/series.md.

Run as `python -m factory.series_page docs/series.md` after a change.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from contract.series import MEASUREMENTS, Bucket, Field, Measurement
from factory.influx_place import DEFAULT_TOKENS
from factory.series_examples import EXAMPLES

# Their shared fields are listed once.
_EXTENDS = {"kpi_revision": "kpi"}

_HEAD = f"""# The series of the store

Made from `contract/series.py` by `python -m factory.series_page docs/series.md`; do not edit it.

InfluxDB and the embedded store hold the same rows. On InfluxDB a bucket is also the InfluxQL
database of its name (retention policy `autogen`), and again as `live-telemetry`, `live-register`
and `live-kpi`; a played world W has `W-telemetry`, `W-register` and `W-kpi`. So a query may name
the set it means: `FROM "live-kpi"."autogen"."kpi"`.

- `time` is in milliseconds, UTC. An empty tag is not written: the row of a line has no
  `work_unit`, and `"work_unit" = ''` finds it.
- Group by tags only: InfluxQL answers a GROUP BY of a field with one ungrouped row, and no error.
- Rows of the bucket `kpi` are written again, never deleted: filter on `"void" = false`. A number
  without a value is written as 0 with `<name>_null = true`: filter on that too, and never divide
  in a query, for InfluxQL answers 0 where it divides by 0.

To ask a question (add `-H 'Accept: application/csv'` for CSV):

```sh
curl -s http://127.0.0.1:8086/query --data-urlencode db=kpi --data-urlencode epoch=ms \\
  -H "Authorization: Token $(cat {DEFAULT_TOKENS}/board.token)" \\
  --data-urlencode q='SELECT * FROM "stop" LIMIT 3'
```
"""  # noqa: S608 - prose


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *_contents(), *(_section(one) for one in MEASUREMENTS)])


def _contents() -> Iterator[str]:
    yield "| bucket | series |"
    yield "|---|---|"
    for bucket in get_args(Bucket):
        links = ", ".join(
            f"[{one.name}](#{one.name})" for one in MEASUREMENTS if one.bucket == bucket
        )
        yield f"| `{bucket}` | {links} |"
    yield ""


def _section(measurement: Measurement) -> str:
    example = EXAMPLES[measurement.name]
    tags = ", ".join(f"`{tag}`" for tag in measurement.tags) or "none"
    return f"""## {measurement.name}

A row: {measurement.row}.

Bucket `{measurement.bucket}`. Tags: {tags}.

{_table(measurement)}
{example.asks}

```sql
{example.influxql}```
"""


def _table(measurement: Measurement) -> str:
    base = next((one for one in MEASUREMENTS if one.name == _EXTENDS.get(measurement.name)), None)
    shared = frozenset(base.fields) if base else frozenset[Field]()
    rows = [_row(field) for field in measurement.fields if field not in shared]
    if base:
        rows.append(f"| | | | and all {len(base.fields)} fields of [{base.name}](#{base.name}) |")
    return "\n".join(["| field | type | unit | meaning |", "|---|---|---|---|", *rows, ""])


def _row(field: Field) -> str:
    return f"| `{field.name}` | {field.type} | {field.unit} | {field.doc} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
