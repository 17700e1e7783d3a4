// One call: its facts, how loud it is, and what happened in it; live, and for as long as the gateway remembers it.

import { request } from "/dashboard/api.js";
import { axis, chart, line } from "/dashboard/charts.js";
import { byId, make, setText } from "/dashboard/dom.js";
import { SECONDS_OF_LEVELS, store } from "/dashboard/store.js";
import { age, clock, moment, ms, sentence, words } from "/dashboard/words.js";

let sid = null;
let known = null;
let missed = [];
let drawChart = null;
let onClose = () => {};

export const chosen = () => sid;

export function setUpDetail(close) {
  onClose = close;
  byId("close").addEventListener("click", () => {
    const was = sid;
    sid = null;
    known = null;
    show(false);
    onClose(was);
  });
}

function show(on) {
  byId("detail-body").hidden = !on;
  byId("detail-empty").hidden = on;
  byId("close").hidden = !on;
  if (!on) setText(byId("detail-h"), "One call");
}

/** Shows this call from now on. */
export async function choose(callSid) {
  sid = callSid;
  known = null;
  missed = [];
  byId("timeline").replaceChildren();
  setText(byId("timeline-note"), "Loading…");
  show(true);
  drawDetail();
  const heading = byId("detail-h");
  heading.focus({ preventScroll: true });
  byId("detail").scrollIntoView({ block: "nearest" });
  try {
    const account = await request("GET", `/api/calls/${callSid}`);
    if (sid !== callSid) return;
    known = account;
    const last = account.events.at(-1)?.at ?? "";
    account.events.forEach(add);
    missed.filter((one) => one.at > last).forEach(add);
    setText(byId("timeline-note"), account.eventsForgotten > 0 ? `${account.eventsForgotten} older moments are not known any more.` : account.events.length === 0 ? "Nothing yet." : "");
  } catch (failure) {
    if (sid === callSid) setText(byId("timeline-note"), failure.message);
  }
  drawDetail();
}

/** Something happened in some call. */
export function happened(one) {
  if (one.callSid !== sid) return;
  if (known === null) missed.push(one);
  else add(one);
}

function add(one) {
  const list = byId("timeline");
  const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
  const [who, text] = moment(one);
  const item = make("li");
  const time = make("time", "", clock(one.at));
  time.dateTime = one.at;
  item.append(time, make("span", who, text));
  list.append(item);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function facts(call, over) {
  return [
    ["Call", sid],
    ["From", call.from],
    ["To", call.to],
    ["Pool", call.pool],
    ["State", over ? `Over: ${words(over)}` : sentence(call.state)],
    ["Began", call.startedAt ? `${clock(call.startedAt)}, ${over && call.endedAt ? `${age(call.startedAt, Date.parse(call.endedAt))} long` : `${age(call.startedAt)} ago`}` : null],
    ["Agent ready", call.agentReadyMs === undefined ? null : ms(call.agentReadyMs)],
    ["First audio", call.firstAudioMs === undefined ? null : ms(call.firstAudioMs)],
    ["Omni's id", call.agentCallId],
  ].filter(([, value]) => value !== null && value !== undefined);
}

export function drawDetail() {
  if (sid === null) return;
  const live = store.calls.get(sid);
  const ended = live ? null : store.ended.find((one) => one.callSid === sid);
  const call = live ?? ended ?? known ?? { state: "unknown" };
  setText(byId("detail-h"), live ? "Live call" : ended ? "Finished call" : "Call");
  const list = byId("facts");
  const rows = facts(call, live ? null : (ended?.ended ?? known?.ended));
  rows.forEach(([name, value], i) => {
    const dt = list.children[2 * i] ?? list.appendChild(make("dt"));
    const dd = list.children[2 * i + 1] ?? list.appendChild(make("dd"));
    setText(dt, name);
    setText(dd, value);
  });
  while (list.children.length > 2 * rows.length) list.lastChild.remove();
  byId("hangup").disabled = !live || store.link !== "live";
  byId("transfer").disabled = live?.state !== "talking" || store.link !== "live";
  drawLoudness();
}

export function drawLoudness() {
  if (sid === null) return;
  const history = store.history.get(sid);
  byId("loudness").hidden = !history;
  if (!history) return;
  const seconds = Array.from({ length: SECONDS_OF_LEVELS }, (_, i) => i - SECONDS_OF_LEVELS + 1);
  const pad = (values) => [...Array(SECONDS_OF_LEVELS - values.length).fill(null), ...values.map((db) => Math.max(-60, db))];
  const data = [seconds, pad(history.caller), pad(history.agent)];
  if (drawChart) return drawChart(data);
  drawChart = chart(
    byId("levels"),
    {
      scales: { x: { time: false }, y: { range: [-60, 0] } },
      axes: [axis({ values: (_, splits) => splits.map((one) => `${one} s`) }), axis({ values: (_, splits) => splits.map((one) => `${one} dB`), size: 58 })],
      series: [{ label: "Second" }, line("Caller", "--caller"), line("Agent", "--agent")],
    },
    data,
  );
}
