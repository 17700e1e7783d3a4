// How long callers wait for the agent: how many of them, by the bounds of the histograms in /metrics.

import { byId, setText } from "/dashboard/dom.js";
import { store } from "/dashboard/store.js";
import { axis, chart, line, uPlot } from "/dashboard/charts.js";
import { ms, quantile } from "/dashboard/words.js";

let draw = null;
let labels = [];

function each(latency) {
  let before = 0;
  const counts = latency.buckets.map(([, count]) => {
    const own = count - before;
    before = count;
    return own;
  });
  return [...counts, latency.count - before];
}

export function drawLatencies() {
  const { agentReady, firstAudio, turns, heardAfterFlush } = store.figures ?? {};
  if (!agentReady || !firstAudio) return;
  const some = agentReady.count > 0 || firstAudio.count > 0;
  setText(
    byId("latency-note"),
    some
      ? `Agent ready: half ${quantile(agentReady, 0.5) ?? "–"}, 95 of 100 ${quantile(agentReady, 0.95) ?? "–"}. First audio: half ${quantile(firstAudio, 0.5) ?? "–"}, 95 of 100 ${quantile(firstAudio, 0.95) ?? "–"}. From the stream's start, since the gateway started.${turns?.count ? ` Answers: half ${quantile(turns, 0.5)}, 95 of 100 ${quantile(turns, 0.95)}.` : ""}${heardAfterFlush?.count ? ` Heard after interruptions: 95 of 100 ${quantile(heardAfterFlush, 0.95)}.` : ""}`
      : "No call has reached an agent yet.",
  );
  byId("latency").hidden = !some;
  if (!some) return;
  const bounds = agentReady.buckets.map(([bound]) => bound);
  labels = [...bounds.map((bound) => `≤ ${ms(bound)}`), `> ${ms(bounds.at(-1))}`];
  const data = [labels.map((_, i) => i), each(agentReady), each(firstAudio)];
  if (draw) return draw(data);
  const bars = (align) => uPlot.paths.bars({ size: [0.4, 40], align });
  draw = chart(
    byId("latency"),
    {
      scales: { x: { time: false, range: () => [-0.6, labels.length - 0.4] }, y: { range: (_, low, high) => [0, Math.max(4, high * 1.1)] } },
      axes: [
        axis({ splits: () => labels.map((_, i) => i), values: (plot, splits) => splits.map((i) => (i % (plot.width < 340 ? 4 : plot.width < 560 ? 2 : 1) ? "" : (labels[i] ?? ""))) }),
        axis({ values: (_, splits) => splits.map((one) => (Number.isInteger(one) ? one : "")), size: 44 }),
      ],
      series: [
        { label: "Within", value: (_, i) => labels[i] ?? "–" },
        line("Agent ready", "--caller", { paths: bars(-1), fill: () => getComputedStyle(document.documentElement).getPropertyValue("--caller"), width: 0 }),
        line("First audio", "--agent", { paths: bars(1), fill: () => getComputedStyle(document.documentElement).getPropertyValue("--agent"), width: 0 }),
      ],
    },
    data,
  );
}
