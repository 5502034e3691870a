"""Explanations as answers: data for programs, or text for people."""

from typing import Literal

import msgspec
from fastapi import Request
from fastapi.responses import Response

from dashboards.board.model import Explanation


def explanation_answer(
    request: Request, found: Explanation, wanted: Literal["json", "text"] | None
) -> Response:
    """Answer in the form that is wanted, else as the Accept header says."""
    plain = request.headers.get("accept", "").startswith("text/plain")
    if wanted == "text" or (wanted is None and plain):
        return Response(found.text, media_type="text/plain; charset=utf-8")
    return Response(msgspec.json.encode(found), media_type="application/json")
