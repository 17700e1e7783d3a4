// Slots and lines by scope, and how that went over the last minutes.

import { byId, make, setText, table } from "/dashboard/dom.js";
import { store } from "/dashboard/store.js";
import { axis, chart, line } from "/dashboard/charts.js";
import { clock } from "/dashboard/words.js";

let drawn = "";
let drawLoad = null;

const NAMES = { plan: "Plan", node: "This node" };

function bar(row) {
  const used = row.live + row.unconfirmed;
  if (row.effectiveCap === null) return make("span", "quiet", "no cap");
  const progress = make("progress", used >= row.effectiveCap ? "full" : "");
  progress.max = Math.max(1, row.effectiveCap);
  progress.value = used;
  progress.setAttribute("aria-label", `${used} of ${row.effectiveCap} taken`);
  return progress;
}

export function drawPools() {
  const scopes = store.figures?.scopes ?? [];
  const key = JSON.stringify(scopes);
  if (key !== drawn) {
    drawn = key;
    const rows = scopes.map((row) => [
      NAMES[row.scope] ?? row.scope.replace("pool:", "Pool "),
      bar(row),
      `${row.live + row.unconfirmed}${row.effectiveCap === null ? "" : ` / ${row.effectiveCap}`}`,
      row.scope.startsWith("pool:") ? String(row.waiting) : "",
    ]);
    byId("pools").replaceChildren(table([["Scope"], ["Use"], ["Taken", true], ["In line", true]], rows, "Not known yet."));
  }
  const load = store.load;
  if (load.at.length < 2) return;
  const data = [load.at, load.live, load.waiting, load.limit];
  if (drawLoad) return drawLoad(data);
  drawLoad = chart(
    byId("load"),
    {
      scales: { x: { range: (plot) => [plot.data[0].at(-1) - 300, plot.data[0].at(-1)] }, y: { range: (_, low, high) => [0, Math.max(4, (high ?? 0) * 1.1)] } },
      axes: [axis({ values: (plot, splits) => splits.map((at) => new Date(1000 * at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })) }), axis({ values: (_, splits) => splits.map((one) => (Number.isInteger(one) ? one : "")), size: 44 })],
      series: [{ label: "At", value: (_, at) => (at === null ? "–" : clock(new Date(1000 * at).toISOString())) }, line("Live", "--good"), line("Waiting", "--warn"), line("Plan's limit", "--soft", { dash: [4, 4], width: 1, show: false })],
    },
    data,
  );
}
