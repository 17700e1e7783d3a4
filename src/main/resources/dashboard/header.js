// The node's state, the connection's, and the figures in short.

import { byId, setText } from "/dashboard/dom.js";
import { store, waiting } from "/dashboard/store.js";
import { quantile, sentence } from "/dashboard/words.js";

const LINKS = { live: ["Live", "good"], connecting: ["Connecting", "warn"], lost: ["Disconnected", "bad"] };
const STATES = { ready: "good", draining: "warn" };

function pill(node, text, kind) {
  setText(node, text);
  node.className = `pill ${kind}`;
}

export function drawLink() {
  pill(byId("link"), ...LINKS[store.link]);
  const lost = store.link !== "live" && store.known;
  byId("drain").disabled = store.link !== "live";
  notice(lost ? `Not connected: ${store.why}. What you see is as of ${new Date(store.figures.at).toLocaleTimeString()}; trying again.` : null);
}

function notice(text) {
  const node = byId("notice");
  const shown = text ?? (store.figures?.warning ? sentence(store.figures.warning) : "");
  setText(node, shown);
  node.hidden = shown === "";
}

export function drawHeader() {
  const figures = store.figures;
  if (!figures) return;
  const state = store.link === "live" ? figures.state : "unknown";
  const left = figures.live + waiting(figures);
  pill(byId("node"), figures.state === "draining" ? `Draining, ${left === 0 ? "empty" : `${left} left`}` : sentence(state), STATES[state] ?? "bad");
  setText(byId("drain"), figures.state === "draining" ? "Take calls again" : "Drain");
  drawLink();
  setText(byId("t-live"), String(figures.live));
  setText(byId("t-waiting"), String(waiting(figures)));
  const plan = (figures.scopes ?? []).find((row) => row.scope === "plan");
  setText(byId("t-plan"), plan ? `${plan.live + plan.unconfirmed} / ${plan.effectiveCap ?? "∞"}` : "–");
  setText(byId("t-ready"), quantile(figures.agentReady, 0.5) ?? "–");
  setText(byId("t-audio"), quantile(figures.firstAudio, 0.5) ?? "–");
  setText(byId("t-refusals"), String(figures.refusals.reduce((sum, one) => sum + one.count, 0)));
  document.title = `${figures.live} live – Call gateway`;
}
