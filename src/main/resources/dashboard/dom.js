// Small helpers. Whatever comes from outside is set as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Writes only what is different: most of a page does not change in a second. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Runs a drawing at most once per frame, however often it is asked for. Hidden pages draw when they are seen again. */
export function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

export function table(heads, rows, emptyText) {
  if (rows.length === 0) return make("p", "empty", emptyText);
  const table = make("table");
  const head = table.createTHead().insertRow();
  for (const [text, numeric] of heads) {
    const th = make("th", numeric ? "num" : "", text);
    th.scope = "col";
    head.append(th);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const tr = body.insertRow();
    row.forEach((cell, i) => {
      const td = tr.insertCell();
      if (heads[i][1]) td.className = "num";
      td.append(cell instanceof Node ? cell : document.createTextNode(cell));
    });
  }
  return table;
}
