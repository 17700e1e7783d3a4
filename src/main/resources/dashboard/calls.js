// The list of calls: filtered, capped, and each row changed only where it is different.

import { byId, make, setText } from "/dashboard/dom.js";
import { SILENCE, store } from "/dashboard/store.js";
import { age, sentence } from "/dashboard/words.js";

const PAGE = 50;
const rows = new Map();
let shown = PAGE;
let live = true;
let chosen = null;
let choose = () => {};

export function setUpCalls(onChoose, redraw) {
  choose = onChoose;
  const change = () => {
    shown = PAGE;
    redraw();
  };
  byId("find").addEventListener("input", change);
  byId("state").addEventListener("change", change);
  byId("more").addEventListener("click", () => {
    shown += PAGE;
    redraw();
  });
  for (const [id, which] of [["show-live", true], ["show-ended", false]]) {
    byId(id).addEventListener("click", () => {
      live = which;
      byId("show-live").setAttribute("aria-pressed", String(live));
      byId("show-ended").setAttribute("aria-pressed", String(!live));
      byId("state").disabled = !live;
      change();
    });
  }
  byId("list").addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) choose(row.dataset.sid);
  });
  byId("list").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = event.target.closest("li");
    if (!step || !item) return;
    event.preventDefault();
    (step > 0 ? item.nextElementSibling : item.previousElementSibling)?.firstElementChild.focus();
  });
}

export function markChosen(sid) {
  chosen = sid;
  for (const [key, row] of rows) row.button.setAttribute("aria-pressed", String(key === sid));
}

function matching() {
  const all = live ? [...store.calls.values()].reverse() : store.ended;
  const text = byId("find").value.trim().toLowerCase();
  const state = live ? byId("state").value : "";
  return all.filter(
    (call) =>
      (state === "" || call.state === state) &&
      (text === "" || [call.callSid, call.from, call.to, call.pool].some((value) => value?.toLowerCase().includes(text))),
  );
}

function newRow(sid) {
  const item = make("li");
  const button = make("button", "row");
  button.type = "button";
  button.dataset.sid = sid;
  button.setAttribute("aria-pressed", String(sid === chosen));
  const [from, pool, state, meters, time] = ["from", "pool", "state", "meters", "age"].map((name) => make("span", name));
  const bars = ["caller", "agent"].map((side) => {
    const meter = make("span", `meter ${side}`);
    const bar = make("i");
    meter.append(bar);
    meters.append(meter);
    return bar;
  });
  meters.setAttribute("aria-hidden", "true");
  button.append(from, pool, state, meters, time);
  item.append(button);
  const row = { item, button, from, pool, state, meters, bars, time };
  rows.set(sid, row);
  return row;
}

export function drawCalls() {
  const found = matching();
  const visible = found.slice(0, shown);
  const list = byId("list");
  const keep = new Set(visible.map((call) => call.callSid));
  for (const [sid, row] of rows) {
    if (!keep.has(sid)) {
      if (row.item.contains(document.activeElement)) (row.item.nextElementSibling?.firstElementChild ?? byId("find")).focus();
      row.item.remove();
      rows.delete(sid);
    }
  }
  visible.forEach((call, i) => {
    const row = rows.get(call.callSid) ?? newRow(call.callSid);
    setText(row.from, call.from ?? call.callSid);
    setText(row.pool, call.pool ?? "");
    setText(row.state, live ? sentence(call.state) : sentence(call.ended));
    const stateClass = `state ${call.state}`;
    if (row.state.className !== stateClass) row.state.className = stateClass;
    row.meters.hidden = !live;
    if (!live) setText(row.time, call.startedAt ? age(call.startedAt, Date.parse(call.endedAt)) : "");
    if (list.children[i] !== row.item) list.insertBefore(row.item, list.children[i] ?? null);
  });
  const total = live ? store.calls.size : store.ended.length;
  setText(byId("count"), found.length > visible.length || found.length < total ? `${visible.length} of ${found.length === total ? total : `${found.length} found, ${total} in all`}` : "");
  byId("more").hidden = found.length <= visible.length;
  const empty = byId("empty");
  empty.hidden = found.length > 0;
  setText(empty, total > 0 ? "No call matches." : live ? "Nobody is talking at the moment. Calls appear here as they come in." : "No call has ended since the gateway started.");
  drawLevels();
}

const part = (db) => Math.max(0, 1 - db / -60);

/** Once a second: ages and meters of the rows there are. */
export function drawLevels() {
  if (!live) return;
  const now = Date.now();
  for (const [sid, row] of rows) {
    const call = store.calls.get(sid);
    if (call) setText(row.time, age(call.startedAt, now));
    const levels = store.levels[sid];
    [levels?.[0] ?? SILENCE, levels?.[2] ?? SILENCE].forEach((db, side) => {
      const transform = `scaleX(${part(db).toFixed(2)})`;
      if (row.bars[side].style.transform !== transform) row.bars[side].style.transform = transform;
    });
  }
}
