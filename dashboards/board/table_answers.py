"""Tables as answers: the bytes of an export with their media type, and a name for the file."""

from collections.abc import Callable

import pandas as pd
from fastapi.responses import Response

from dashboards.board.formats import MEDIA_TYPES
from dashboards.board.parameters import TableFormat

Export = Callable[[pd.DataFrame, str, str], bytes]
"""Rows, the format and the name of the list (empty for rows of none) to bytes."""


def table_answer(body: bytes, form: TableFormat, name: str, *, link: str = "") -> Response:
    """Answer with a table; all formats but JSON are files to keep.

    Args:
        body: the table.
        form: its format.
        name: of the file, without suffix.
        link: to the next page, empty where there is none.
    """
    headers = {"vary": "accept"}
    if form != "json":
        headers["content-disposition"] = f'attachment; filename="{name}.{form}"'
    if link:
        headers["link"] = f'<{link}>; rel="next"'
    return Response(body, headers=headers, media_type=MEDIA_TYPES[form])
