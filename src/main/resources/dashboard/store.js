// What the page knows. Events change it; views read it when they draw.

const KEPT_ENDED = 50;
const SECONDS_OF_LOAD = 300;
export const SECONDS_OF_LEVELS = 60;
const MOST_CHANGES = 50;

export const SILENCE = -80;

export const store = {
  calls: new Map(),
  ended: [],
  figures: null,
  levels: {},
  history: new Map(),
  load: { at: [], live: [], waiting: [], limit: [] },
  changes: [],
  link: "connecting",
  why: "",
  known: false,
};

/** What an event does to the store; returns what has to be drawn again. */
export function apply(event, data) {
  switch (event) {
    case "snapshot":
      store.calls = new Map(data.calls.map((call) => [call.callSid, call]));
      store.ended = data.ended;
      store.figures = data.figures;
      store.known = true;
      for (const sid of store.history.keys()) if (!store.calls.has(sid)) store.history.delete(sid);
      return ["calls", "figures"];
    case "call":
      store.calls.set(data.callSid, data);
      return ["calls"];
    case "gone":
      store.calls.delete(data.callSid);
      store.history.delete(data.callSid);
      store.ended = [data, ...store.ended.filter((one) => one.callSid !== data.callSid)].slice(0, KEPT_ENDED);
      return ["calls"];
    case "figures":
      store.figures = data;
      remember(data);
      return ["figures"];
    case "drain":
      if (store.figures) store.figures.state = data.draining ? "draining" : "ready";
      return ["figures"];
    case "levels":
      store.levels = data;
      for (const sid of store.calls.keys()) noteLevels(sid, data[sid]);
      return ["levels"];
    case "change":
      store.changes = [data, ...store.changes].slice(0, MOST_CHANGES);
      return ["changes"];
    default:
      return [];
  }
}

export const waiting = (figures) =>
  (figures?.scopes ?? []).filter((row) => row.scope.startsWith("pool:")).reduce((sum, row) => sum + row.waiting, 0);

function remember(figures) {
  const load = store.load;
  load.at.push(Date.parse(figures.at) / 1000);
  load.live.push(figures.live);
  load.waiting.push(waiting(figures));
  load.limit.push(figures.plan?.limit ?? null);
  if (load.at.length > SECONDS_OF_LOAD) for (const column of Object.values(load)) column.shift();
}

function noteLevels(sid, levels) {
  let history = store.history.get(sid);
  if (!history) store.history.set(sid, (history = { caller: [], agent: [] }));
  history.caller.push(levels?.[0] ?? SILENCE);
  history.agent.push(levels?.[2] ?? SILENCE);
  if (history.caller.length > SECONDS_OF_LEVELS) {
    history.caller.shift();
    history.agent.shift();
  }
}
