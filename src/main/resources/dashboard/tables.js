// What was refused, and what operators changed.

import { byId, table } from "/dashboard/dom.js";
import { store } from "/dashboard/store.js";
import { clock, kind, sentence, words } from "/dashboard/words.js";

let drawn = "";

export function drawRefusals() {
  const refusals = store.figures?.refusals ?? [];
  const key = JSON.stringify(refusals);
  if (key === drawn) return;
  drawn = key;
  const rows = [...refusals].sort((a, b) => b.count - a.count).map((one) => [kind(one.kind), words(one.reason), one.pool ?? "", String(one.count)]);
  byId("refusals").replaceChildren(table([["What"], ["Why"], ["Pool"], ["Count", true]], rows, "Nothing was refused since the gateway started."));
}

const value = (object) => (object ? Object.entries(object).map(([name, one]) => `${words(name)} ${one ?? "none"}`).join(", ") : "");

export function drawChanges() {
  const rows = store.changes.map((one) => [clock(one.at), one.who, `${sentence(one.action)} ${one.target}`, [value(one.before), value(one.after)].filter(Boolean).join(" → "), sentence(one.result)]);
  byId("changes").replaceChildren(table([["At"], ["Who"], ["What"], ["Before → after"], ["Result"]], rows, "No operator has changed anything since the gateway started."));
}
