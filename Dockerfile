# One image for all of our services: `factory` is its entry point, compose.yaml gives the command.
ARG PYTHON=python:3.11.15-slim-bookworm

FROM ${PYTHON} AS build
# The same as in the Makefile; a test compares them.
ARG UV_VERSION=0.13.9
RUN pip install --no-cache-dir --disable-pip-version-check uv==${UV_VERSION}
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /opt/factory
# What we depend on changes seldom and is a layer of its own.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY README.md LICENSE ./
COPY contract contract
COPY simulators simulators
COPY edge_agent edge_agent
COPY influx influx
COPY ingest ingest
COPY analytics analytics
COPY dashboards dashboards
COPY factory factory
RUN uv sync --frozen --no-dev --no-editable

FROM ${PYTHON}
# 10001 runs the services; 10002 writes InfluxDB's tokens, which the group 10003 may read. A new
# named volume takes owner and mode from the folder that it is mounted on.
RUN groupadd --gid 10001 factory \
    && groupadd --gid 10003 tokens \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent factory \
    && useradd --uid 10002 --gid 10003 --no-create-home --home-dir /nonexistent setup \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/factory/spool /var/lib/factory/dead-letters \
    && install -d -o 10002 -g 10003 -m 0750 /run/tokens
COPY --from=build /opt/factory/.venv /opt/factory/.venv
ENV PATH=/opt/factory/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /var/lib/factory
ENTRYPOINT ["factory"]
CMD ["--help"]
