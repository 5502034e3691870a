"""Why figures of a region in one period are withheld: its own, and the mean of its units."""

from analytics.index.digital.editions import Stand
from analytics.index.digital.roll_up import REGION, region_and_sectors
from analytics.index.digital.roll_up_published import shown_region
from analytics.index.digital.suppression import TOTAL, DisclosureRule, PublishedTable, published


def region_reason(stand: Stand, rule: DisclosureRule) -> str:
    """Return why the region of a period is withheld; empty where it is shown."""
    facts = stand.edition.facts
    groups = region_and_sectors(stand.edition.members[stand.period], facts)
    return str(shown_region(stand.rolled, groups, facts, rule).reason[REGION])


def mean_reason(stand: Stand, rule: DisclosureRule) -> str:
    """Return why the mean of enterprise indices is withheld; empty where it is shown."""
    table = published(
        stand.own.index,
        stand.edition.facts,
        rows=lambda one: one.sector,
        columns=lambda one: one.size,
        rule=rule,
    )
    return region_reason(stand, rule) or total_reason(table)


def total_reason(table: PublishedTable) -> str:
    """Return why the mean over a whole table is withheld: with it a cell could be told."""
    return str(table.reason.loc[TOTAL, TOTAL])
