"""The secrets of compose.yaml, made once for the tests of what is deployed."""

from pathlib import Path

import pytest

from tests.compose_file import make_secrets


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which make-secrets has run."""
    root = tmp_path_factory.mktemp("made")
    make_secrets(root)
    return root
