"""Errors of the contract: a name that is not one of ours, or a payload that cannot be accepted."""


class ContractError(ValueError):
    """Root of what this package raises."""


class BadName(ContractError):
    """A path, topic or filter is not spelled as the contract asks."""


class Refusal(ContractError):
    """A payload or one sample in it is refused.

    Args:
        reason: one of `contract.messages.REFUSAL_REASONS`, stable, for counting.
        detail: what is wrong and where, for a person.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
