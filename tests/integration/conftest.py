"""Fixtures of the integration tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.store import Store
from tests.integration.ingest_plant import Broker, Plant


@pytest.fixture
def plant_of(tmp_path: Path) -> Iterator[Callable[..., Plant]]:
    """Makes plants and closes them."""
    made: list[Plant] = []

    def make(broker: Broker, name: str, store: Store, **changes: object) -> Plant:
        plant = Plant(broker, name, tmp_path, store, **changes)
        made.append(plant)
        return plant

    yield make
    for plant in made:
        plant.close()
