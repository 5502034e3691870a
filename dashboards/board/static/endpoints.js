// Lists the endpoints from the OpenAPI document of this very server.

import { h } from "./dom.js";

const kindOf = (schema = {}) => {
  const one = schema.anyOf?.find((option) => option.type !== "null") ?? schema;
  return one.enum?.join(" | ") ?? one.const ?? one.format ?? one.type ?? "";
};

function endpoint(method, path, operation) {
  const parameters = operation.parameters ?? [];
  const plain = method === "get" && !path.includes("{") && !parameters.some((one) => one.required);
  return h("section", { class: "panel endpoint" },
    h("h2", null, method.toUpperCase(), " ", plain ? h("a", { href: path }, path) : path),
    h("p", null, operation.description ?? operation.summary),
    parameters.length === 0 ? null : h("div", { class: "scroll" }, h("table", null, h("tbody", null, parameters.map((one) => h("tr", null,
      h("th", { scope: "row" }, one.name, one.required ? " *" : ""), h("td", null, kindOf(one.schema)), h("td", null, one.schema?.default === undefined ? "" : `default ${one.schema.default}`)))))),
    h("p", { class: "dim" }, Object.entries(operation.responses).map(([status, answer]) => `${status} ${Object.keys(answer.content ?? {}).join(", ")}`).join(" · ")));
}

const document_ = await (await fetch("/api/openapi.json")).json();
document.getElementById("endpoints").replaceChildren(...Object.entries(document_.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => endpoint(method, path, operation))));
