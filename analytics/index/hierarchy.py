"""The tree of an index: groups over indicators, every member found by its id.

A configuration enters; groups in the order in which they can be computed leave, leaves first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.index.config import Aggregator, GroupConfig, IndexConfig
from analytics.index.config_check import check_config
from analytics.index.errors import BadIndex


@dataclass(frozen=True, slots=True)
class Group:
    """One inner node; `members` are ids of indicators and groups, in the configuration's order."""

    id: str
    members: tuple[str, ...]
    depth: int
    aggregator: Aggregator
    least_coverage: float


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The tree.

    Args:
        root: id of the index itself.
        groups: members before the groups that hold them; the root is the last.
        indicators: ids, in the configuration's order.
        leaves: of each group the indicators below it.
    """

    root: str
    groups: tuple[Group, ...]
    indicators: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]]

    def group(self, name: str) -> Group:
        """Return a group by its id."""
        return next(group for group in self.groups if group.id == name)

    @property
    def nodes(self) -> tuple[str, ...]:
        """All ids: indicators, then groups in order of computation."""
        return (*self.indicators, *(group.id for group in self.groups))


def hierarchy_of(config: IndexConfig) -> Hierarchy:
    """Check a configuration and its tree; raises BadIndex."""
    check_config(config)
    configs = {group.id: group for group in config.groups}
    indicators = tuple(indicator.id for indicator in config.indicators)
    _check_ids([*indicators, *(group.id for group in config.groups)])
    members: dict[str, list[str]] = {name: [] for name in configs}
    for name, parent, what in (
        *((one.id, one.group, "indicator") for one in config.indicators),
        *((one.id, one.parent, "group") for one in config.groups if one.parent),
    ):
        if parent not in members:
            raise BadIndex(
                f"{what} {name}: there is no group {parent!r}; the groups are {', '.join(configs)}"
            )
        members[parent].append(name)
    roots = [name for name, group in configs.items() if not group.parent]
    if len(roots) != 1:
        raise BadIndex(
            f"exactly one group stands above all others, these have no parent: {roots}: "
            f"give all but one of them a parent"
        )
    groups: list[Group] = []
    leaves: dict[str, tuple[str, ...]] = {name: (name,) for name in indicators}
    _visit(
        roots[0], 0, configs=configs, members=members, config=config, groups=groups, leaves=leaves
    )
    lost = configs.keys() - {group.id for group in groups}
    if lost:
        raise BadIndex(f"groups {', '.join(sorted(lost))} stand in a circle: name another parent")
    return Hierarchy(roots[0], tuple(groups), indicators, leaves)


def _visit(  # everything but the place is the same for the whole tree
    name: str,
    depth: int,
    *,
    configs: Mapping[str, GroupConfig],
    members: Mapping[str, list[str]],
    config: IndexConfig,
    groups: list[Group],
    leaves: dict[str, tuple[str, ...]],
) -> None:
    mine = members[name]
    if not mine:
        raise BadIndex(f"group {name} has no members: give it indicators or leave it out")
    for member in mine:
        if member in configs:
            _visit(
                member,
                depth + 1,
                configs=configs,
                members=members,
                config=config,
                groups=groups,
                leaves=leaves,
            )
    by_depth = config.aggregators[min(depth, len(config.aggregators) - 1)]
    leaves[name] = tuple(leaf for member in mine for leaf in leaves[member])
    groups.append(
        Group(
            name,
            tuple(mine),
            depth,
            configs[name].aggregator or by_depth,
            configs[name].least_coverage,
        )
    )


def _check_ids(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name or name in seen:
            raise BadIndex(f"id {name!r} is empty or stands twice: every node has an id of its own")
        seen.add(name)
