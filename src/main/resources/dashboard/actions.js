// What an operator may do: each asks before it is done, and says what became of it.

import { request } from "/dashboard/api.js";
import { byId, setText } from "/dashboard/dom.js";
import { chosen } from "/dashboard/detail.js";
import { store } from "/dashboard/store.js";

let act = null;

/** Asks; does it on yes. The dialog stays open, with the reason, when it could not be done. */
function ask({ title, text, yes, field, run }) {
  setText(byId("ask-h"), title);
  setText(byId("ask-text"), text);
  setText(byId("ask-yes"), yes);
  setText(byId("ask-error"), "");
  byId("ask-input").value = "";
  byId("ask-field").hidden = !field;
  byId("ask-yes").disabled = false;
  act = run;
  byId("ask").showModal();
  (field ? byId("ask-input") : byId("ask-no")).focus();
}

export function setUpActions() {
  byId("ask-no").addEventListener("click", () => byId("ask").close());
  byId("ask-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("ask-yes").disabled = true;
    try {
      await act();
      byId("ask").close();
    } catch (failure) {
      setText(byId("ask-error"), failure.message);
      byId("ask-yes").disabled = false;
    }
  });
  byId("hangup").addEventListener("click", () => {
    const sid = chosen();
    ask({ title: "Hang up?", text: `The caller of ${sid} is cut off at once.`, yes: "Hang up", run: () => request("POST", `/api/calls/${sid}/hangup`) });
  });
  byId("transfer").addEventListener("click", () => {
    const sid = chosen();
    ask({
      title: "Transfer",
      text: "The agent's last words are heard, then the human is dialled.",
      yes: "Transfer",
      field: true,
      run: () => {
        const to = byId("ask-input").value.trim();
        return request("POST", `/api/calls/${sid}/transfer`, to === "" ? {} : { to });
      },
    });
  });
  byId("drain").addEventListener("click", () => {
    const draining = store.figures?.state === "draining";
    ask(
      draining
        ? { title: "Take calls again?", text: "New callers are let in again.", yes: "Take calls", run: () => request("DELETE", "/api/drain") }
        : { title: "Drain this node?", text: "New callers are sent to their pool's overflow. Calls that are live, and callers in line, go on until they are over.", yes: "Drain", run: () => request("POST", "/api/drain", { drain: true }) },
    );
  });
}
