"use strict";
const drawings = [];
const whole = [1, 2, 5].flatMap((step) => [1, 10, 100, 1000, 10000].map((by) => step * by)).sort((a, b) => a - b);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

/* Draws lines over time in the element of this id. A line has a label, a colour of the style sheet, values, and may be dashed, or
   bars. */
function draw(id, time, lines, digits, plugins) {
  const drawing = { box: document.getElementById(id), time, lines, digits, plugins: plugins || [] };
  drawings.push(drawing);
  redraw(drawing);
}

function redraw(drawing) {
  const { box, time, lines, digits, plugins } = drawing;
  const value = (chart, number) => (number == null ? "-" : number.toFixed(digits));
  const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
  if (drawing.chart) drawing.chart.destroy();
  drawing.chart = new uPlot({
    width: box.clientWidth,
    height: 220,
    plugins,
    scales: {
      x: { time: false, range: (chart, low, high) => [0, high] },
      y: { range: (chart, low, high) => [0, Math.max(high * 1.1, digits ? 0.1 : 1)] },
    },
    axes: [
      { ...axis, values: (chart, ticks) => ticks.map((tick) => tick + " s") },
      { ...axis, size: 60, incrs: digits ? undefined : whole },
    ],
    series: [
      { label: "second", value: (chart, number) => (number == null ? "-" : number.toFixed(0) + " s") },
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 2,
        dash: line.dashed ? [6, 5] : undefined,
        points: { show: false },
        fill: line.bars ? colour(line.colour) : undefined,
        paths: line.bars ? uPlot.paths.bars({ size: [0.6, 12, 4] }) : undefined,
        value,
      })),
    ],
  }, [time, ...lines.map((line) => line.values)], box);
}

addEventListener("resize", () => drawings.forEach(({ chart, box }) => chart.setSize({ width: box.clientWidth, height: 220 })));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawings.forEach(redraw));
