"""Lists that lay one thing beside another: orders and their plan, a period and the last."""

from analytics.listing.listing import Column, Listing

ORDERS = Listing(
    "orders",
    "Orders as planned and as they went",
    (
        Column("path", "line", "path"),
        Column("order", "order"),
        Column("product", "product"),
        Column("planned_start", "planned start UTC", "time"),
        Column("planned_end", "planned end UTC", "time"),
        Column("due", "due UTC", "time", sparse=True),
        Column("actual_start", "start UTC", "time"),
        Column("actual_end", "end UTC", "time"),
        Column("start_deviation_s", "start late min", "minutes"),
        Column("end_deviation_s", "end late min", "minutes"),
        Column("planned_quantity", "planned", "count"),
        Column("produced_quantity", "produced", "count"),
        Column("good_quantity", "good", "count"),
        Column("quantity_deviation", "good - planned", "count"),
        Column("on_time", "on time"),
    ),
    # A recurring order that nobody began has one row per shift, under its id with the star.
    ("path", "order", "planned_start", "planned_end", "due"),
)
ADHERENCE = Listing(
    "adherence",
    "Schedule adherence and produced against plan",
    (
        Column("path", "line", "path"),
        Column("orders_due", "due", "whole"),
        Column("orders_on_time", "on time", "whole"),
        Column("schedule_adherence", "adherence %", "percent"),
        Column("planned_quantity", "planned", "count"),
        Column("good_quantity", "good", "count"),
        Column("attainment", "good / planned %", "percent"),
    ),
    ("path",),
)
CHANGE = Listing(
    "change",
    "This period against the last",
    (
        Column("level", "level", folded=True),
        Column("path", "path", "path"),
        Column("window", "window", folded=True),
        Column("previous_start", "before from UTC", "time", folded=True),
        Column("previous_end", "until", "time", folded=True),
        Column("start", "now from UTC", "time", folded=True),
        Column("end", "until", "time", folded=True),
        Column("name_en", "what"),
        Column("name_zh", "项目"),
        Column("loss_group", "loss group", sparse=True),
        Column("previous", "before %", "percent"),
        Column("current", "now %", "percent"),
        Column("previous_s", "before h", "hours"),
        Column("current_s", "now h", "hours"),
        Column("effect", "OEE points", "percent"),
        Column("previous_coverage", "before known %", "percent", folded=True),
        Column("current_coverage", "now known %", "percent", folded=True),
        Column("flags", "flags", folded=True),
    ),
    ("path", "start", "position"),
)
