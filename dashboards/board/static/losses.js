// Where the time of a window went: the bars of the waterfall, and the reasons by lost time.

// From the whole window down to what good pieces needed; in seconds, in the order of the time model.
const LEAF_BARS = [
  ["unscheduled", "unscheduled_time_s"],
  ["planned_down", "planned_down_time_s"],
  ["unknown", "unknown_time_s"],
  ["down", "actual_unit_down_time_s"],
  ["delay", "actual_unit_delay_time_s"],
  ["setup", "actual_unit_setup_time_s"],
];

export const elapsedOf = (row) => LEAF_BARS.reduce((sum, [, field]) => sum + row[field], row.actual_production_time_s);

export function lossesOf(row) {
  if (!row) return [];
  const seconds = LEAF_BARS.map(([name, field]) => [name, row[field]]);
  // Speed may be a gain: effectiveness above 1.
  seconds.push(["speed", row.actual_production_time_s - row.planned_run_time_produced_s]);
  seconds.push(["quality", row.planned_run_time_produced_s - row.planned_run_time_good_s]);
  let left = seconds.reduce((sum, [, value]) => sum + value, row.planned_run_time_good_s);
  const bars = [{ name: "window", from: 0, seconds: left }];
  for (const [name, value] of seconds) {
    left -= value;
    bars.push({ name, from: left, seconds: value });
  }
  bars.push({ name: "valuable", from: 0, seconds: row.planned_run_time_good_s });
  return bars;
}

// What was not production, summed by leaf and reason, longest first.
export function stopsOf(timeline) {
  const sums = new Map();
  const whole = timeline.stretches.reduce((sum, one) => sum + (one.end - one.start), 0);
  let before = "";
  for (const { leaf, reason, start, end } of timeline.stretches) {
    const key = `${leaf} ${reason}`;
    const goesOn = key === before;
    before = key;
    if (leaf === "production") continue;
    const sum = sums.get(key) ?? { leaf, reason, times: 0, ms: 0 };
    sum.times += goesOn ? 0 : 1;
    sum.ms += end - start;
    sum.share = sum.ms / whole;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((one, other) => other.ms - one.ms);
}
