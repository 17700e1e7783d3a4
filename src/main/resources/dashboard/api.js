// Requests to this gateway, with the token when there is one. It lives as long as the tab.

const KEY = "call-gateway-token";
let token = sessionStorage.getItem(KEY);

export function setToken(value) {
  token = value;
  sessionStorage.setItem(KEY, value);
}

export function forgetToken() {
  token = null;
  sessionStorage.removeItem(KEY);
}

export const hasToken = () => token !== null;

export function authorized(headers = {}) {
  return token === null ? headers : { ...headers, Authorization: `Bearer ${token}` };
}

/** What the gateway answers, or an Error with words for whoever asked. */
export async function request(method, path, body) {
  const headers = authorized(body === undefined ? {} : { "Content-Type": "application/json" });
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error("The gateway cannot be reached; it is not known whether it got this.");
  }
  const json = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(json.error?.message ?? `The gateway answers ${response.status}.`);
  }
  return json;
}
