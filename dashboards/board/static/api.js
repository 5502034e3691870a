// Questions to the API of this host; a refusal becomes an Error with the sentence of the server.

const MOST_ROWS = 10_000;

// Numbers are instants (ms UTC); a list stands for a parameter that is given several times.
export function address(path, parameters = {}) {
  const given = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    .filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, typeof value === "number" ? new Date(value).toISOString() : value]));
  return given.length ? `${path}?${query}` : path;
}

async function answered(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  const body = await answer.json().catch(() => ({ error: `${answer.status} ${answer.statusText}` }));
  if (!answer.ok && body.error) throw new Error(body.error);
  return { answer, body };
}

export const ask = async (path, parameters) => (await answered(address(path, parameters))).body;

// A list comes in pages; each links to the next one.
export async function askAll(path, parameters) {
  const rows = [];
  let url = address(path, { ...parameters, limit: String(MOST_ROWS) });
  while (url) {
    const { answer, body } = await answered(url);
    rows.push(...body);
    url = /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1] ?? "";
  }
  return rows;
}

export const unitAddress = (path) => `/api/v1/units/${path.split("/").map(encodeURIComponent).join("/")}/timeline`;
