// Charts over time, by uPlot; they follow the page's width and colours.

import uPlot from "/dashboard/uPlot.esm.js";

const HEIGHT = 170;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const axis = (more = {}) => ({ stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, ticks: { stroke: () => colour("--line"), width: 1 }, ...more });

export const line = (label, name, more = {}) => ({ label, stroke: () => colour(name), width: 2, points: { show: false }, spanGaps: true, ...more });

/** A chart in that node; returns what gives it other data. */
export function chart(node, options, data) {
  const plot = new uPlot({ width: Math.max(100, node.clientWidth), height: HEIGHT, cursor: { drag: { x: false, y: false } }, ...options }, data, node);
  new ResizeObserver(() => {
    if (node.clientWidth > 0 && node.clientWidth !== plot.width) plot.setSize({ width: node.clientWidth, height: HEIGHT });
  }).observe(node);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw(false, true));
  return (next) => plot.setData(next);
}

export { uPlot };
