"""The API against its own OpenAPI document: generated questions to a real server of a played world.

Whatever is asked, no answer is a server error, each is as the document says, and what the document
forbids is refused. Requests go out by httpx: Schemathesis's own transport cannot work beside
urllib3-future, which grafana-client brings.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from analytics.index.digital.index_rows import index_rows
from analytics.kpi_store import KpiBatch
from tests.integration.served_store import served
from tests.unit.analytics.index.digital.made_runs import city_run

Operation = APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]

# Bounded, and the same questions in every run.
_EXAMPLES = 12
_CONFIG = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": _EXAMPLES},
    "checks": {
        # A document cannot say that `to` lies after `from`, that a week has no order, or which
        # marks a page gave: such questions are well formed and refused with 400.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "400", "404", "503"],
        },
    },
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Play a quarter of an hour of the demo plant and serve its store, with a kept index."""
    with served(tmp_path_factory.mktemp("played"), hours=0.25) as world:
        world.store.kpis.write(KpiBatch(rates={"index": index_rows(city_run())}))
        yield world.url


@pytest.fixture(scope="module")
def operations(address: str) -> list[Operation]:
    """Every route of that server's OpenAPI document but the endless stream of events."""
    document = httpx.get(f"{address}/api/openapi.json", trust_env=False).json()
    del document["paths"]["/api/v1/events"]
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(_CONFIG))
    found = list(schema.get_all_operations())
    assert all(isinstance(one, Ok) for one in found), found
    return [one.ok() for one in found if isinstance(one, Ok)]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as opened:
        yield opened


@pytest.mark.slow
def test_edges_of_every_parameter_are_answered_as_the_document_says(
    operations: list[Operation], client: httpx.Client
) -> None:
    """Boundaries, missing, foreign and malformed values of each parameter, one at a time."""
    asked, wrong = 0, []
    for operation in operations:
        cases = operation.schema.iter_coverage_cases(
            operation,
            generation_modes=list(GenerationMode),
            generation_config=operation.schema.config.generation_for(operation=operation),
        )
        for case in cases:
            asked += 1
            wrong += _failures(case, client)
    assert asked > 10 * len(operations)
    assert not wrong, "\n\n".join(wrong[:10])


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_generated_questions_are_answered_as_the_document_says(
    operations: list[Operation], client: httpx.Client, mode: GenerationMode
) -> None:
    """Combinations of values that the document allows, and of some that it forbids."""
    wrong: list[str] = []
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
            continue  # what takes nothing cannot be asked wrongly

        @settings(
            max_examples=_EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def ask(case: Case) -> None:
            wrong.extend(_failures(case, client))

        ask()
    assert not wrong, "\n\n".join(wrong[:10])


def _failures(case: Case, client: httpx.Client) -> list[str]:
    """Ask, and say what is not as the document says, with the request."""
    said = case.as_transport_kwargs(base_url=str(client.base_url))
    request = client.build_request(
        said["method"],
        said["url"],
        params=said.get("params"),
        headers={str(name): str(value) for name, value in said["headers"].items()},
        cookies=said.get("cookies"),
        content=said.get("data"),
        json=said.get("json"),
    )
    answer = client.send(request)
    try:
        case.validate_response(answer)
    except FailureGroup as group:
        return [
            f"{request.method} {request.url}: {answer.status_code} {answer.text[:200]}\n{failure}"
            for failure in group.exceptions
        ]
    return []
