"""What every additive row says of the segment it belongs to."""

from contract.measurement import Field

OF_SEGMENT = (
    Field("end", "int", "ms", "end of the segment"),
    Field("shift", "text", "", "name of the shift"),
    Field("order", "text", "", "order at work, empty for none"),
    Field("product", "text", "", "product at work, empty for none"),
)
