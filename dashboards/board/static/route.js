// The address of a view: "#/", "#/line/<path>", "#/unit/<path>" or "#/automation/<path>", each with what it was asked to
// show: ?shift=<day>/<shift> (none is the current one), an instant, a cause, an order of rows.

const KINDS = ["line", "unit", "automation"];

export function route() {
  const [place, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const kind = KINDS.find((one) => place.startsWith(`${one}/`)) ?? "";
  const asked = Object.fromEntries(new URLSearchParams(query));
  return { kind, path: kind ? decodeURIComponent(place.slice(kind.length + 1)) : "", shift: asked.shift ?? "", asked };
}

export function hrefOf(kind, path, asked = {}) {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString().replaceAll("%2F", "/");
  return `#/${kind ? `${kind}/${path}` : ""}${query ? `?${query}` : ""}`;
}
