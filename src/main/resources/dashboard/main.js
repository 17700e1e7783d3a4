// Brings events and views together: an event changes the store, a frame draws what has changed.

import { forgetToken, hasToken, request, setToken } from "/dashboard/api.js";
import { setUpActions } from "/dashboard/actions.js";
import { drawCalls, drawLevels, markChosen, setUpCalls } from "/dashboard/calls.js";
import { choose, chosen, drawDetail, drawLoudness, happened, setUpDetail } from "/dashboard/detail.js";
import { byId, perFrame, setText } from "/dashboard/dom.js";
import { follow } from "/dashboard/feed.js";
import { drawHeader, drawLink } from "/dashboard/header.js";
import { drawLatencies } from "/dashboard/latencies.js";
import { drawPools } from "/dashboard/pools.js";
import { apply, store } from "/dashboard/store.js";
import { drawChanges, drawRefusals } from "/dashboard/tables.js";

const changed = new Set();
/** How long the page took to draw, for whoever measures it. */
const drawing = { frames: 0, longestMs: 0, totalMs: 0 };
window.callGatewayDrawing = drawing;

const VIEWS = {
  calls: [drawCalls, drawDetail],
  levels: [drawLevels, drawLoudness],
  figures: [drawHeader, drawPools, drawLatencies, drawRefusals, drawDetail],
  changes: [drawChanges],
};

const redraw = perFrame(() => {
  const began = performance.now();
  const views = new Set([...changed].flatMap((part) => VIEWS[part]));
  changed.clear();
  for (const view of views) view();
  const took = performance.now() - began;
  drawing.frames++;
  drawing.totalMs += took;
  drawing.longestMs = Math.max(drawing.longestMs, took);
});

function need(parts) {
  if (parts.length === 0) return;
  parts.forEach((part) => changed.add(part));
  redraw();
}

/** Shows the form for the token; done when one was given. */
function login() {
  const wrong = hasToken();
  forgetToken();
  byId("main").hidden = true;
  byId("login").hidden = false;
  setText(byId("login-error"), wrong ? "The gateway does not take this token." : "");
  byId("token").focus();
  return new Promise((given) => {
    byId("login").onsubmit = (event) => {
      event.preventDefault();
      setToken(byId("token").value.trim());
      byId("token").value = "";
      byId("login").hidden = true;
      given();
    };
  });
}

async function loadChanges() {
  try {
    store.changes = (await request("GET", "/api/audit")).changes.slice(0, 50);
  } catch {
    // The next connection asks again.
  }
  need(["changes"]);
}

setUpCalls(
  (sid) => {
    markChosen(sid);
    choose(sid);
  },
  () => need(["calls"]),
);
setUpDetail((was) => {
  markChosen(null);
  (document.querySelector(`[data-sid="${CSS.escape(was ?? "")}"]`) ?? byId("find")).focus();
});
setUpActions();

follow({
  event(name, data) {
    if (name === "moment") happened(data);
    if (name === "snapshot") {
      byId("main").hidden = false;
      loadChanges();
      if (chosen() !== null) choose(chosen());
    }
    need(apply(name, data));
  },
  link(state, why = "") {
    store.link = state;
    store.why = why;
    drawLink();
    need(["figures"]);
  },
  unauthorized: login,
});
