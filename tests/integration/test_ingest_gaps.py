"""What an agent announced and did not send is seen live, and forgiven when it comes."""

from collections.abc import Callable

from ingest.memory_store import MemoryStore
from tests.integration.ingest_plant import Broker, Plant, data, wall_ms


def test_message_that_does_not_come_is_missing_until_it_does(
    shared_mosquitto: Broker, plant_of: Callable[..., Plant]
) -> None:
    """The count is in samples, lives in the account of the worker and falls again."""
    store = MemoryStore(wall_ms=wall_ms)
    plant = plant_of(shared_mosquitto, "gaps", store)
    plant.start()
    for seq in (0, 1, 4):
        plant.agent.say("data", data(seq))
    plant.wait(lambda: len(store.samples()) == 9)
    assert plant.ingest.health.row(wall_ms=1).fields["missing"] == 6
    for seq in (2, 3):
        plant.agent.say("data", data(seq))
    plant.wait(lambda: len(store.samples()) == 15)
    assert plant.ingest.health.row(wall_ms=1).fields["missing"] == 0
