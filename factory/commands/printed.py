"""Explanations and other values printed to the terminal, as text for people or as JSON."""

import sys
from typing import Literal

import msgspec

TextFormat = Literal["text", "json"]


def print_told(text: str, data: object, *, output: TextFormat) -> None:
    """Print what explains something, in words or as data."""
    if output == "json":
        print_json(data)
    else:
        sys.stdout.write(text)


def print_json(value: object) -> None:
    """Print a value as JSON that people can read."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value)) + b"\n")
