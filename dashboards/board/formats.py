"""Which representation of a table is wanted: `format=` wins, else the Accept header decides."""

from typing import Final

from dashboards.board.errors import BadRequest
from dashboards.board.parameters import TableFormat

MEDIA_TYPES: Final[dict[TableFormat, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ACCEPTED: Final[dict[str, TableFormat]] = {
    "*/*": "json",
    "application/*": "json",
    "application/json": "json",
    "text/*": "csv",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


def choose_format(wanted: TableFormat | None, accept: str) -> TableFormat:
    """Return the format to answer in; the first of the most wanted media types that we have."""
    if wanted is not None:
        return wanted
    if not accept.strip():
        return "json"
    best: tuple[float, TableFormat] | None = None
    for entry in accept.split(","):
        media_type, *options = (part.strip().lower() for part in entry.split(";"))
        weight = _weight(options)
        form = _ACCEPTED.get(media_type)
        if form is not None and weight > 0 and (best is None or weight > best[0]):
            best = (weight, form)
    if best is not None:
        return best[1]
    if "text/html" in accept:  # a person followed a link in a browser
        return "json"
    raise BadRequest(
        f"Accept {accept!r} names none of {', '.join(MEDIA_TYPES.values())}; add format=json"
    )


def _weight(options: list[str]) -> float:
    for option in options:
        name, _, value = option.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
