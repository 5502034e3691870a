// Questions to the API of this host; a refusal becomes an Error with the sentence of the server.

export function address(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, typeof value === "number" ? new Date(value).toISOString() : value]));
  return given.length ? `${path}?${query}` : path;
}

export async function ask(path, parameters) {
  const answer = await fetch(address(path, parameters), { headers: { accept: "application/json" } });
  const body = await answer.json().catch(() => ({ error: `${answer.status} ${answer.statusText}` }));
  if (!answer.ok && body.error) throw new Error(body.error);
  return body;
}

export const unitAddress = (path) => `/api/v1/units/${path.split("/").map(encodeURIComponent).join("/")}/timeline`;
