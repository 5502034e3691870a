"""All dashboards, in the order of the navigation."""

from dashboards.grafana.bottling import bottling
from dashboards.grafana.energy import energy
from dashboards.grafana.furniture import furniture
from dashboards.grafana.line import line
from dashboards.grafana.machine import machine
from dashboards.grafana.panel import Dashboard
from dashboards.grafana.pipeline_health import pipeline_health
from dashboards.grafana.plant import plant
from dashboards.grafana.sewing import sewing
from dashboards.grafana.shift_report import shift_report
from dashboards.grafana.targets import Targets


def pages(targets: Targets) -> tuple[Dashboard, ...]:
    """Return every dashboard for a site's targets."""
    return (
        plant(targets),
        line(targets),
        machine(targets),
        sewing(targets),
        bottling(targets),
        furniture(targets),
        shift_report(targets),
        energy(),
        pipeline_health(targets),
    )
