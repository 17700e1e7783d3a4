// The event stream. EventSource cannot send the token, so the stream is read here; the format is that of
// https://html.spec.whatwg.org/multipage/server-sent-events.html, as far as the gateway uses it.

import { authorized } from "/dashboard/api.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** The gateway says something every second. */
const SILENCE_MS = 15_000;

/** Takes text in any pieces and hands over whole events: {id, event, data}. */
export function parser(take) {
  let rest = "";
  let id = null;
  let event = "message";
  let data = [];
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length) take({ id, event, data: data.join("\n") });
        id = null;
        event = "message";
        data = [];
      } else if (line.startsWith("id: ")) id = line.slice(4);
      else if (line.startsWith("event: ")) event = line.slice(7);
      else if (line.startsWith("data: ")) data.push(line.slice(6));
    }
  };
}

/**
 * Follows the gateway for as long as the page is open.
 * on.event(name, data), on.link("connecting" | "live" | "lost", why), on.unauthorized(): resolves when there is a token.
 */
export async function follow(on) {
  let lastId = null;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const abort = new AbortController();
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    let why = "the connection ended";
    try {
      alive();
      const headers = authorized(lastId === null ? {} : { "Last-Event-ID": lastId });
      const response = await fetch("/api/events?figures=true", { headers, signal: abort.signal, cache: "no-store" });
      if (response.status === 401) {
        clearTimeout(watchdog);
        await on.unauthorized();
        continue;
      }
      if (!response.ok) {
        const json = await response.json().catch(() => ({}));
        throw new Error(json.error?.message ?? `the gateway answers ${response.status}`);
      }
      on.link("live");
      pause = FIRST_PAUSE_MS;
      const parse = parser((one) => {
        if (one.id !== null) lastId = one.id;
        on.event(one.event, JSON.parse(one.data));
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        alive();
        parse(value);
      }
    } catch (failure) {
      why = abort.signal.aborted ? "nothing was heard for 15 s" : failure instanceof TypeError ? "the gateway cannot be reached" : failure.message;
    }
    clearTimeout(watchdog);
    on.link("lost", why);
    await new Promise((resume) => setTimeout(resume, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    on.link("connecting", why);
  }
}
