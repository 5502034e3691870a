// Rows of losses, stops and measures in the shapes that the views draw: bars of the waterfall, causes
// with the machine at which they happened, shares of the constraint.

// They repeat the stop of another machine: the one where the chain of starved and blocked ends.
const WAITS = new Set(["starved", "blocked"]);
// Lost while producing: no stop stands behind them.
const PRODUCING = new Set(["speed", "unrated", "start_up", "quality"]);
// Of those, what pieces were lost to.
const SCRAP = new Set(["start_up", "quality"]);
const CAUSE = ["loss_group", "reason", "attribution"];
export const OUTSIDE = "";
export const UNKNOWN = "unknown";

export const elapsedOf = (row) => ["unscheduled_time_s", "planned_down_time_s", "unknown_time_s", "actual_unit_down_time_s", "actual_unit_delay_time_s", "actual_unit_setup_time_s", "actual_production_time_s"]
  .reduce((sum, field) => sum + row[field], 0);
export const isWait = (row) => WAITS.has(row.loss_group);
// A word of an address; what is empty there was not asked for.
export const asWord = (text) => text || "-";
export const unitOf = (path) => path.split("/").at(-1);

// From the whole window down to what good pieces needed, in the server's order; a gain is negative.
export function barsOf(rows) {
  if (!rows.length) return [];
  const whole = rows[0].left_s + rows[0].duration_s;
  return [{ bar: "window", group: "", from: 0, seconds: whole },
    ...rows.map((row) => ({ bar: row.bar, group: row.loss_group, from: row.left_s, seconds: row.duration_s }))];
}

// What was lost most, and where. A wait happened because of the machine where its chain ends. All else
// happened at the machine itself; of a line, at the machines that `at` gives, `sure` if it can be no other.
export function causesOf(rows, at) {
  return rows.map((row) => {
    const wait = isWait(row);
    const { units, sure } = wait ? { units: [row.root_unit], sure: true } : at(row);
    return { group: row.loss_group, reason: row.reason, attribution: row.attribution, wait, units, sure, ms: row.duration_s * 1000, count: row.count,
      share: row.share, cumulative: row.cumulative, stopped: !PRODUCING.has(row.loss_group) };
  });
}

// Where a line lost: pieces at the machines from its constraint on that lost some, all else at those
// machines of the constraint's stage that lost by the same cause, most first. Where the constraint moved
// from stage to stage, they may have lost it while another one counted.
export function lostAt(line, hours, ofUnits) {
  const held = new Set(hours.map((row) => row.constraint_unit).filter(Boolean));
  const stages = new Set(line.units.filter((unit) => held.has(unitOf(unit.path))).map((unit) => unit.stage));
  const first = line.units.findIndex((unit) => stages.has(unit.stage));
  const later = line.units.slice(Math.max(first, 0));
  const named = (rows) => [...new Set(rows.sort((one, other) => other.duration_s - one.duration_s).map((row) => unitOf(row.path)))];
  const among = (units, rows) => rows.filter((row) => units.some((unit) => unit.path === row.path));
  const lost = named(among(later, ofUnits).filter((row) => SCRAP.has(row.loss_group) && row.pieces > 0));
  const constraint = line.units.filter((unit) => stages.has(unit.stage));
  return (row) => {
    if (SCRAP.has(row.loss_group)) return { units: lost, sure: true };
    const same = among(constraint, ofUnits).filter((one) => CAUSE.every((field) => one[field] === row[field]));
    return { units: same.length ? named(same) : constraint.map((unit) => unitOf(unit.path)), sure: stages.size === 1 };
  };
}

// The stops that a cause is made of: those of the machine where a chain ends, else of the same reason.
export function stopsOf(rows, asked) {
  const units = asked.units?.split(",") ?? null;
  const chosen = rows.filter((row) =>
    (!units || units.includes(unitOf(row.path))) &&
    (asked.reason === undefined || asWord(row.reason) === asked.reason) &&
    (asked.root === undefined || asWord(row.root_unit) === asked.root) &&
    (asked.waits === "1" || asked.root !== undefined || !isWait(row)));
  const byTime = (one, other) => Date.parse(one.start) - Date.parse(other.start);
  return chosen.sort(asked.sort === "time" ? byTime : (one, other) => other.duration_s - one.duration_s || byTime(one, other));
}

export const stopAt = (rows, at) => rows.find((row) => Date.parse(row.start) === at)
  ?? rows.find((row) => Date.parse(row.start) <= at && Date.parse(row.end) > at) ?? null;

// Share of each machine per window and over all of them, largest first; empty where nothing is known.
export function constraintOf(rows) {
  const windows = new Map();
  const sums = new Map();
  for (const row of rows) {
    const window = windows.get(row.window_start) ?? { start: Date.parse(row.window_start), end: Date.parse(row.window_end), seconds: row.denominator, of: new Map() };
    windows.set(row.window_start, window);
    window.of.set(row.part, row.numerator);
    sums.set(row.part, (sums.get(row.part) ?? 0) + row.numerator);
  }
  const whole = [...windows.values()].reduce((sum, one) => sum + one.seconds, 0);
  const shares = [...sums].filter(([, seconds]) => seconds > 0).map(([unit, seconds]) => ({ unit, share: seconds / whole, ms: seconds * 1000 }))
    .sort((one, other) => other.share - one.share);
  return { windows: [...windows.values()].filter((one) => one.seconds > 0), shares };
}
