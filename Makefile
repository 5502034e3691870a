# The two commands are `make demo` and `make test`; `make check` is the full gate.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .cache/uv/bin/uv
RUN := .venv/bin
DEMO_ARGS ?=
CITY_ARGS ?=
TRUTH_SEEDS ?= 1-20
BENCHES := edge_throughput ingest_throughput ingest_memory influx_ingest kpi_hours loop_share spc_run_length index_monte_carlo

.PHONY: help demo city-plants test check format lint types imports pytest truth bench docs influxd clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(UV):
	$(PYTHON) -m venv .cache/uv
	.cache/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --inexact --no-dev --quiet
	@touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --inexact --quiet
	@touch $@ .venv/.run

demo: .venv/.run ## Install what is needed and run the whole pipeline (DEMO_ARGS="--seed 3")
	@exec $(RUN)/factory demo $(DEMO_ARGS)

city-plants: .venv/.run ## Play the enterprises of the city for five days, once (CITY_ARGS="--fresh")
	@exec $(RUN)/factory city-plants $(CITY_ARGS)

test: pytest ## Install what is needed and run the tests

check: .venv/.dev format lint types imports pytest ## The full gate

format: .venv/.dev ## Check the formatting
	$(RUN)/ruff format --check .

lint: .venv/.dev ## Check the rules
	$(RUN)/ruff check .

types: .venv/.dev ## Check the types
	$(RUN)/mypy

imports: .venv/.dev ## Check who imports whom
	$(RUN)/lint-imports

# A file to a core, the longest folders first; servers are each core's own.
pytest: .venv/.dev
	$(RUN)/pytest --numprocesses auto --dist loadfile --durations 30 tests/e2e tests/integration tests/suites tests/unit

truth: .venv/.run ## KPIs against the simulator's truth, 8 h, seeds 1 to 20
	$(RUN)/factory truth --seeds $(TRUTH_SEEDS) --hours 8

bench: .venv/.dev ## Benchmarks, each with a peer beside the figure
	@set -e; for name in $(BENCHES); do echo "== bench.$$name"; $(RUN)/python -m bench.$$name; done

docs: .venv/.dev ## Write the pages that are made from the code
	$(RUN)/python -m factory.series_page docs/series.md

influxd: .cache/bin/influxd ## Build InfluxDB 2.7 for the tests, once (needs Go and Rust)

.cache/bin/influxd: tests/servers/go.mod tests/servers/build_influxd
	tests/servers/build_influxd .cache/bin

clean: ## Remove what was installed and made
	rm -rf .venv .cache .factory .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
