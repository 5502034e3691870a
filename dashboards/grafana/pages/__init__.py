"""All dashboards, in the order of the navigation."""

from dashboards.grafana.pages.automation import automation
from dashboards.grafana.pages.bottling import bottling
from dashboards.grafana.pages.energy import energy
from dashboards.grafana.pages.furniture import furniture
from dashboards.grafana.pages.green import green
from dashboards.grafana.pages.index import index
from dashboards.grafana.pages.line import line
from dashboards.grafana.pages.machine import machine
from dashboards.grafana.pages.pipeline_health import pipeline_health
from dashboards.grafana.pages.plant import plant
from dashboards.grafana.pages.quality import quality
from dashboards.grafana.pages.sewing import sewing
from dashboards.grafana.pages.shift_report import shift_report
from dashboards.grafana.panel import Dashboard
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
        quality(),
        shift_report(targets),
        energy(),
        automation(),
        green(),
        index(),
        pipeline_health(targets),
    )
