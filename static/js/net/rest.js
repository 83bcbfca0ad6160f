/** The REST API, as this page's own session. Every refusal is an `Unanswered` with the server's code. */

import { Unanswered } from "./unanswered.js";

const ROOT = "/api/v1/";

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const put = (path) => call("PUT", path);
export const patch = (path, body) => call("PATCH", path, body);
export const remove = (path) => call("DELETE", path);

async function call(method, path, body) {
  const response = await fetch(ROOT + path, options(method, body)).catch(() => {
    throw new Unanswered("offline", "The server can't be reached. Try again when you are back online.");
  });
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

function options(method, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return { method, headers, credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body) };
}

function refusal(response, { code, detail, fields, retry_after: retryAfter }) {
  const fallback = response.status >= 500 ? "unavailable" : "invalid";
  const words = detail ?? "Something went wrong on the server. Try again in a moment.";
  return new Unanswered(code ?? fallback, words, { fields, retryAfter });
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
