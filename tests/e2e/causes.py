"""The simulator's words for causes in ours: through the machines' numbers and the mapping files.

So no list of pairs stands in a test, where a mistake could hide one in the mapping.
"""

from factory.world_run import PlantSetup
from simulators.trade import find_trade


def reasons_of(plant: PlantSetup, path: str) -> dict[str, str]:
    """Lead each cause of a line through its number and the agent's words to our reason."""
    line = next(line for line in plant.scenario.lines if line.config.path == path)
    codes = find_trade(line.config.trade).words(line.config, line.section).codes
    words: dict[str, str] = {}
    for mapping in plant.agents[path].mapping.values():
        words |= mapping.words.get("stop_reasons", {})
    return {cause: words[str(code)] for cause, code in codes.items() if str(code) in words}
