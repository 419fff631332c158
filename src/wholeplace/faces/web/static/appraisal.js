// The tables of the draft as sheets to type in, saved as one goes; everything here works without it too, by
// a form for each row. No figure is computed here: totals come from the server.

// --- a range of belief, drawn ---------------------------------------------------------------------------

const WIDTH = 240, HEIGHT = 60, FOOT = 48, POINTS = 60;
const SVG = "http://www.w3.org/2000/svg";

function readRange(text) {
  const words = text.trim().toLowerCase().replace(/\s+shared\s.*$/, "").replace(/£|,(?=\d{3})/g, "").split(/,?\s+/);
  const numbers = words.slice(1).map(Number);
  return numbers.length && numbers.every(Number.isFinite) ? [words[0], numbers] : null;
}

function findShape(family, given) {
  const [a, b, c] = given;
  if (family === "uniform" && given.length === 2 && a < b) return [a, b, () => 1];
  if (family === "triangular" && given.length === 3 && a <= b && b <= c && a < c) {
    return [a, c, x => x < b ? (x - a) / (b - a) : c > b ? (c - x) / (c - b) : Number(x === b)];
  }
  if (family === "pert" && given.length === 3 && a <= b && b <= c && a < c) {
    const rising = 4 * (b - a) / (c - a), falling = 4 * (c - b) / (c - a);
    return [a, c, x => ((x - a) / (c - a)) ** rising * ((c - x) / (c - a)) ** falling];
  }
  if (family === "normal" && given.length === 2 && b > 0) {
    return [a - 3 * b, a + 3 * b, x => Math.exp(-(((x - a) / b) ** 2) / 2)];
  }
  if (family === "lognormal" && given.length === 2 && a > 0 && b > 0) {
    const variance = Math.log1p((b / a) ** 2), middle = Math.log(a) - variance / 2;
    return [0, Math.exp(middle + 3 * Math.sqrt(variance)),
      x => x > 0 ? Math.exp(-((Math.log(x) - middle) ** 2) / (2 * variance)) / x : 0];
  }
  return null;
}

function showShort(number) {
  for (const [limit, letter] of [[1e9, "bn"], [1e6, "m"], [1e3, "k"]]) {
    if (Math.abs(number) >= limit) return Number((number / limit).toPrecision(3)) + letter;
  }
  return String(Number(number.toPrecision(3)));
}

function make(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function drawRange(text, label) {
  const read = readRange(text), shape = read && findShape(...read);
  if (!shape) return null;
  const [low, high, density] = shape;
  const heights = Array.from({ length: POINTS + 1 }, (_, step) => density(low + (high - low) * step / POINTS));
  const highest = Math.max(...heights) || 1;
  const points = heights.map((one, step) => `${WIDTH * step / POINTS},${FOOT - (FOOT - 4) * one / highest}`);
  const ends = [showShort(low), showShort(high)];
  const svg = make("svg", {
    class: "range", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": label.replace("%(low)s", ends[0]).replace("%(high)s", ends[1]),
  });
  svg.append(
    make("polygon", { class: "range__area", points: `0,${FOOT} ${points.join(" ")} ${WIDTH},${FOOT}` }),
    make("line", { class: "range__foot", x1: 0, x2: WIDTH, y1: FOOT, y2: FOOT }),
    make("text", { class: "range__end", x: 0, y: HEIGHT }, ends[0]),
    make("text", { class: "range__end", x: WIDTH, y: HEIGHT, "text-anchor": "end" }, ends[1]),
  );
  return svg;
}

for (const drawing of document.querySelectorAll("[data-drawing-of]")) {
  const input = document.getElementById(drawing.dataset.drawingOf);
  const label = drawing.querySelector("svg")?.getAttribute("aria-label") ?? input?.labels?.[0]?.textContent.trim() ?? "";
  input?.addEventListener("input", () => {
    const drawn = drawRange(input.value, label);
    drawing.replaceChildren(...(drawn ? [drawn] : []));
  });
}

// --- a job ------------------------------------------------------------------------------------------------

const job = document.querySelector("[data-job]");
if (job) {
  // Without a script, the page loads itself again instead.
  const look = async () => {
    const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (!told.is_open) return location.reload();
    document.querySelector("h1 [data-words]").textContent = told.words;
    job.querySelector("progress").value = told.progress;
    job.querySelector("[data-progress]").textContent = told.progress;
    job.querySelector("[data-doing]").textContent = told.doing ? `. ${told.doing}` : "";
  };
  setInterval(() => look().catch(() => {}), 1000);
}

// --- the draft: what was typed and is not saved yet --------------------------------------------------------

const draft = document.querySelector("[data-draft]");
const words = draft ? JSON.parse(draft.dataset.words) : {};
const SAVE_AFTER = 1200, TRY_AGAIN_AFTER = 5000;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

class Draft {
  constructor(root) {
    this.root = root;
    this.state = root.querySelector("[data-state]");
    this.notes = root.querySelector("[data-notes]");
    this.revision = Number(root.dataset.revision);
    // The key has the person in it: on a shared machine nobody is offered somebody else's words.
    this.kept = `draft:${root.dataset.person}:${location.pathname}`;
    this.pending = new Map();
    this.sending = null;
    this.sheets = [];
  }

  change(key, entry) {
    this.pending.set(key, entry);
    this.keep();
    if (!this.sending) this.tell(words.waiting);
    this.later(SAVE_AFTER);
  }

  forget(key) {
    this.pending.delete(key);
    this.keep();
  }

  keep() {
    const all = [...(this.sending ?? new Map()), ...this.pending];
    try {
      if (all.length) localStorage.setItem(this.kept, JSON.stringify(all));
      else localStorage.removeItem(this.kept);
    } catch { /* A browser that keeps nothing still saves to the server. */ }
  }

  later(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), after);
  }

  tell(text, isBad = false) {
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.classList.toggle("save-state--bad", isBad);
  }

  note(...children) {
    const line = element("p", {}, ...children);
    this.notes.append(line);
    return line;
  }

  async save() {
    clearTimeout(this.timer);
    if (this.sending || !this.pending.size) return;
    this.sending = this.pending;
    this.pending = new Map();
    this.tell(words.saving);
    const back = () => {
      this.pending = new Map([...this.sending, ...this.pending]);
      this.sending = null;
      this.keep();
    };
    try {
      const answer = await fetch(this.root.dataset.save, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": this.root.querySelector("[name=csrfmiddlewaretoken]").value,
        },
        body: JSON.stringify({ revision: this.revision, changes: [...this.sending.values()] }),
      });
      const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
      if (answer.status === 401 || (answer.status === 403 && !isJson)) {
        back();
        return this.signedOut();
      }
      if (answer.status >= 500 || !isJson) throw new Error(String(answer.status));
      const told = await answer.json();
      if (!answer.ok) {
        back();
        return this.tell(`${words.refused} ${told.problem}`, true);
      }
      this.saved(told);
    } catch {
      if (this.sending) back();
      this.tell(words.offline, true);
      this.later(TRY_AGAIN_AFTER);
    }
  }

  saved(told) {
    const sent = this.sending;
    this.sending = null;
    this.revision = told.revision;
    this.keep();
    this.notes.replaceChildren();
    const met = new Set(told.conflicts.map(one => `${one.table}|${one.row}|${one.column}`));
    for (const [key, entry] of sent) if (!met.has(key)) this.find(entry)?.saved(entry, this.pending.has(key));
    for (const sheet of this.sheets) sheet.mark(told.problems, sent);
    for (const one of told.conflicts) this.choose(one, sent);
    if (told.others.length) {
      const [first] = told.others;
      this.note(`${first.by} ${words.others} ${first.what} `, element("a", { href: location.href, className: "govuk-link", textContent: words.reload }));
    }
    if (this.pending.size) this.later(SAVE_AFTER);
    for (const button of document.querySelectorAll("[data-undo]")) button.hidden = false;
    this.tell(this.pending.size ? words.waiting : `${words.saved} ${told.saved}`);
    this.total();
  }

  choose(one, sent) {
    const key = `${one.table}|${one.row}|${one.column}`;
    const entry = sent.get(key) ?? [...sent.values()].find(mine => mine.table === one.table && mine.row === one.row);
    if (!entry) return;
    const sheet = this.find(entry), cell = sheet?.cell(one.row, one.column);
    const theirs = one.is_gone === "True" ? words.gone : one.theirs || "–";
    const line = this.note(`${one.by} ${words.conflict} ${theirs}; ${words.mine} ${entry.text || "–"} `);
    const finish = text => {
      line.remove();
      if (!cell) return sheet?.dropRow(one.row);
      cell.dataset.text = one.theirs;
      sheet.put(cell, text);
      sheet.typed(cell);
    };
    line.append(
      element("button", { type: "button", className: "link-button", textContent: words.use_mine, onclick: () => finish(entry.text) }),
      element("button", { type: "button", className: "link-button", textContent: words.use_theirs, onclick: () => finish(one.theirs) }),
    );
  }

  signedOut() {
    this.tell(words.signed_out, true);
    this.notes.replaceChildren();
    this.note(
      element("a", { href: `${this.root.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`, target: "_blank", rel: "noopener", className: "govuk-link", textContent: words.sign_in }), " ",
      element("button", { type: "button", className: "link-button", textContent: words.retry, onclick: () => this.save() }),
    );
  }

  find(entry) {
    return this.sheets.find(sheet => sheet.table === entry.table && sheet.option === entry.option);
  }

  async total() {
    const place = document.getElementById("totals");
    if (!place) return;
    const answer = await fetch(this.root.dataset.totals).catch(() => null);
    // From our own server, and every text in it is escaped there.
    if (answer?.ok) place.innerHTML = await answer.text();
  }

  offerBack() {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(this.kept) ?? "[]"); } catch { kept = []; }
    // What reached the server after all is not offered again.
    kept = kept.filter(([, entry]) => entry.do !== "set" || this.find(entry)?.cell(entry.row, entry.column)?.dataset.text !== entry.text);
    kept = kept.filter(([, entry]) => entry.do !== "add" || !this.find(entry)?.row(entry.row));
    if (!kept.length) return;
    const line = this.note(`${words.found} `);
    line.append(
      element("button", { type: "button", className: "link-button", textContent: words.send, onclick: () => {
        line.remove();
        for (const [key, entry] of kept) { this.find(entry)?.restore(entry); this.pending.set(key, entry); }
        this.save();
      } }),
      element("button", { type: "button", className: "link-button", textContent: words.drop, onclick: () => {
        localStorage.removeItem(this.kept);
        line.remove();
      } }),
    );
  }
}

// --- a sheet ------------------------------------------------------------------------------------------------

function makeKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), one => one.toString(16).padStart(2, "0")).join("");
}

function splitCells(text) {
  const rows = [[]];
  let cell = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
      else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t") { rows.at(-1).push(cell); cell = ""; }
    else if (letter === "\n") { rows.at(-1).push(cell); rows.push([]); cell = ""; }
    else if (letter !== "\r") cell += letter;
  }
  rows.at(-1).push(cell);
  return rows.filter(row => row.some(one => one.trim()));
}

const simplify = text => text.trim().toLowerCase().replace(/[\s_-]+/g, "-");

class Sheet {
  constructor(section, owner) {
    this.section = section;
    this.owner = owner;
    this.table = section.dataset.table;
    this.option = section.dataset.option;
    this.body = section.querySelector("tbody");
    this.preview = section.querySelector("[data-preview]");
    this.grows = "grows" in section.dataset;
    this.columns = [...section.querySelectorAll("thead th[data-column]")].map(head => ({
      name: head.dataset.column, kind: head.dataset.kind, label: head.textContent.trim(),
      meaning: head.dataset.meaning, choices: head.dataset.choices ? JSON.parse(head.dataset.choices) : null,
    }));
    this.added = new Set();
    // Without a script a row is moved by a form; here it is moved at once.
    for (const one of section.querySelectorAll("[data-order]")) one.remove();
    for (const row of this.body.rows) this.open(row);
    if (this.option) section.querySelector("thead tr").append(element("th", { scope: "col", textContent: words.actions }));
    section.querySelector("[data-add]")?.addEventListener("click", event => {
      if (!this.grows) return;
      event.preventDefault();
      this.focus(this.addRow({}), 0);
    });
    this.body.addEventListener("keydown", event => this.key(event));
    this.body.addEventListener("input", event => { this.typed(event.target.closest("td")); this.show(event.target.closest("td")); });
    this.body.addEventListener("paste", event => this.paste(event));
    this.body.addEventListener("focusin", event => { if (event.target.closest("td[data-column]")) this.show(event.target.closest("td")); });
    this.body.addEventListener("focusout", () => { if (owner.pending.size) owner.later(200); });
  }

  open(row) {
    for (const cell of row.querySelectorAll("td[data-column]")) this.openCell(cell, row);
    if (!this.option) return;
    const buttons = [
      [words.up, () => this.move(row, -1)], [words.down, () => this.move(row, 1)],
      [words.duplicate, () => this.duplicate(row)], [words.delete, () => this.removeRow(row)],
    ];
    row.append(element("td", { className: "grid__do" }, ...buttons.map(([text, act]) => element(
      "button", { type: "button", className: "link-button", textContent: text, onclick: act },
      element("span", { className: "govuk-visually-hidden", textContent: ` ${words.row} ${row.rowIndex}` }),
    ))));
  }

  move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return this.owner.tell(words.end);
    const held = document.activeElement;
    if (step < 0) other.before(row); else other.after(row);
    this.swapNumbers(row, other);
    // An element that is put elsewhere loses the focus.
    if (row.contains(held)) held.focus();
    const key = `${this.table}|${row.dataset.row}|`;
    // Forgotten first: it is sent after everything that it may stand behind.
    if (this.added.has(row.dataset.row) && !this.owner.sending?.has(key)) {
      this.owner.forget(key);
      return this.sendAdded(row);
    }
    this.owner.forget(`${key}>`);
    const before = this.findBefore(row);
    const place = before ? { after: before.dataset.row } : { text: row.nextElementSibling.dataset.row };
    this.owner.change(`${key}>`, { do: "move", ...this.entry(row), ...place });
  }

  findBefore(row) {
    // A new row without a text in it is not known to the server yet.
    let before = row.previousElementSibling;
    while (before && this.added.has(before.dataset.row) && !Object.values(this.texts(before)).some(text => text.trim())) {
      before = before.previousElementSibling;
    }
    return before;
  }

  swapNumbers(row, other) {
    const heads = [row, other].map(one => one.firstElementChild.querySelector("a") ?? one.firstElementChild);
    const numbers = heads.map(head => head.textContent).reverse();
    heads.forEach((head, place) => {
      const label = head.getAttribute("aria-label");
      if (label) head.setAttribute("aria-label", label.replace(head.textContent, numbers[place]));
      head.textContent = numbers[place];
    });
    for (const one of [row, other]) {
      for (const column of this.columns) {
        const field = one.querySelector(`td[data-column="${CSS.escape(column.name)}"]`)?.firstElementChild;
        field?.setAttribute("aria-label", `${column.label}, ${words.row} ${one.rowIndex}`);
      }
      for (const hidden of one.querySelectorAll(".grid__do .govuk-visually-hidden")) hidden.textContent = ` ${words.row} ${one.rowIndex}`;
    }
  }

  openCell(cell, row) {
    const column = this.columns.find(one => one.name === cell.dataset.column);
    const name = `${column.label}, ${words.row} ${row.rowIndex}`;
    let field;
    if (column.choices) {
      field = element("select", {}, element("option", { value: "", textContent: words.choose }));
      for (const [word, text] of column.choices) field.append(element("option", { value: word, textContent: text }));
    } else {
      field = element("input", { type: "text", autocomplete: "off", spellcheck: column.kind === "text" });
    }
    field.setAttribute("aria-label", name);
    cell.classList.add("is-typed");
    cell.replaceChildren(field);
    this.put(cell, cell.dataset.text);
  }

  put(cell, text) {
    const field = cell.firstElementChild, column = this.columns.find(one => one.name === cell.dataset.column);
    if (column.choices) {
      const wanted = simplify(text);
      const found = column.choices.find(([word, name]) => simplify(word) === wanted || simplify(name) === wanted);
      const value = found ? found[0] : text;
      if (value && ![...field.options].some(one => one.value === value)) field.append(element("option", { value, textContent: value }));
      field.value = value;
    } else field.value = text;
  }

  entry(row) { return { table: this.table, option: this.option, row: row.dataset.row }; }

  texts(row) {
    return Object.fromEntries([...row.querySelectorAll("td[data-column]")].map(cell => [cell.dataset.column, cell.firstElementChild.value]));
  }

  typed(cell) {
    const row = cell.closest("tr"), column = cell.dataset.column, text = cell.firstElementChild.value;
    if (this.added.has(row.dataset.row)) {
      cell.classList.add("is-unsaved");
      return this.sendAdded(row);
    }
    const key = `${this.table}|${row.dataset.row}|${column}`;
    const isChanged = text !== cell.dataset.text;
    cell.classList.toggle("is-unsaved", isChanged);
    if (!isChanged && !this.owner.sending?.has(key)) return this.owner.forget(key);
    this.owner.change(key, { do: "set", ...this.entry(row), column, was: cell.dataset.text, text });
  }

  sendAdded(row) {
    const before = this.findBefore(row);
    const cells = this.texts(row);
    const key = `${this.table}|${row.dataset.row}|`;
    // An empty new row is nothing yet: it is sent with its first text. One on its way is changed cell by cell after it.
    if (this.owner.sending?.has(key)) return;
    if (!Object.values(cells).some(text => text.trim())) return this.owner.forget(key);
    this.owner.change(key, { do: "add", ...this.entry(row), after: before ? before.dataset.row : "", cells });
  }

  saved(entry, isChangedAgain) {
    const row = this.row(entry.row);
    if (!row) return;
    if (entry.do === "add") {
      this.added.delete(entry.row);
      for (const cell of row.querySelectorAll("td[data-column]")) {
        cell.dataset.text = entry.cells[cell.dataset.column] ?? "";
        cell.classList.remove("is-unsaved");
        this.typed(cell);
      }
    } else if (entry.do === "set") {
      const cell = this.cell(entry.row, entry.column);
      if (!cell) return;
      cell.dataset.text = entry.text;
      if (!isChangedAgain) cell.classList.remove("is-unsaved");
      else this.typed(cell);
    }
  }

  mark(problems, sent) {
    const touched = new Set([...sent.values()].map(entry => entry.row));
    for (const row of this.body.rows) {
      if (!touched.has(row.dataset.row)) continue;
      for (const cell of row.querySelectorAll("td[data-column]")) {
        const isSent = [...sent.values()].some(entry => entry.row === row.dataset.row && (entry.do === "add" || entry.column === cell.dataset.column));
        if (!isSent) continue;
        const problem = problems.find(one => one.table === this.table && one.row === row.dataset.row && one.column === cell.dataset.column);
        cell.dataset.problem = problem?.sentence ?? "";
        if (problem) cell.firstElementChild.setAttribute("aria-invalid", "true");
        else cell.firstElementChild.removeAttribute("aria-invalid");
        if (cell.contains(document.activeElement)) this.show(cell);
      }
    }
  }

  row(key) { return [...this.body.rows].find(row => row.dataset.row === key); }
  cell(key, column) { return this.row(key)?.querySelector(`td[data-column="${CSS.escape(column)}"]`); }

  addRow(texts, after) {
    const key = makeKey();
    const row = element("tr");
    row.dataset.row = key;
    row.append(element("th", { scope: "row" }));
    for (const column of this.columns) {
      const cell = element("td");
      cell.dataset.column = column.name;
      cell.dataset.text = "";
      if (["quantity", "number", "whole"].includes(column.kind)) cell.classList.add("numeric");
      row.append(cell);
    }
    if (after) after.after(row); else this.body.append(row);
    row.firstElementChild.textContent = this.count(1);
    this.added.add(key);
    this.section.querySelector(".sheet__empty")?.remove();
    this.open(row);
    for (const [name, text] of Object.entries(texts)) {
      const cell = row.querySelector(`td[data-column="${CSS.escape(name)}"]`);
      if (cell) this.put(cell, text);
    }
    this.sendAdded(row);
    return row;
  }

  count(change) {
    const shown = this.section.querySelector("[data-count]");
    shown.textContent = Number(shown.textContent) + change;
    return shown.textContent;
  }

  duplicate(row) { this.focus(this.addRow(this.texts(row), row), 0); }

  removeRow(row) {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    const key = row.dataset.row, own = `${this.table}|${key}|`;
    const cells = Object.fromEntries([...row.querySelectorAll("td[data-column]")].map(cell => [cell.dataset.column, cell.dataset.text]));
    for (const name of [...this.owner.pending.keys()]) if (name.startsWith(own)) this.owner.forget(name);
    if (!this.added.has(key)) this.owner.change(`${own}*`, { do: "remove", ...this.entry(row), cells });
    else if (this.owner.sending?.has(own)) this.owner.change(`${own}*`, { do: "remove", ...this.entry(row), cells: this.owner.sending.get(own).cells });
    this.added.delete(key);
    row.remove();
    this.count(-1);
    if (near) this.focus(near, 0);
    else this.section.querySelector("[data-add]")?.focus();
    this.preview.hidden = true;
  }

  dropRow(key) { this.row(key)?.remove(); }

  restore(entry) {
    if (entry.do === "add" && !this.row(entry.row)) {
      const row = this.addRow(entry.cells, this.row(entry.after));
      this.owner.forget(`${this.table}|${row.dataset.row}|`);
      this.added.delete(row.dataset.row);
      row.dataset.row = entry.row;
      this.added.add(entry.row);
    } else if (entry.do === "set") {
      const cell = this.cell(entry.row, entry.column);
      if (cell) { this.put(cell, entry.text); cell.classList.add("is-unsaved"); }
    } else if (entry.do === "move" && this.row(entry.row)) {
      if (entry.after) this.row(entry.after)?.after(this.row(entry.row));
      else this.row(entry.text)?.before(this.row(entry.row));
    } else if (entry.do === "remove") this.row(entry.row)?.remove();
  }

  focus(row, position) {
    const fields = row.querySelectorAll("td[data-column] > *");
    fields[Math.min(Math.max(position, 0), fields.length - 1)]?.focus();
  }

  key(event) {
    const field = event.target, cell = field.closest("td[data-column]");
    if (cell && event.altKey && !event.ctrlKey && !event.metaKey && this.option && field.tagName !== "SELECT" && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      return this.move(cell.closest("tr"), event.key === "ArrowUp" ? -1 : 1);
    }
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const row = cell.closest("tr"), position = cell.cellIndex - 1, isSelect = field.tagName === "SELECT";
    const go = (target, place) => { event.preventDefault(); if (target) this.focus(target, place); };
    if (event.key === "Enter") {
      const below = row.nextElementSibling;
      if (event.shiftKey) return go(row.previousElementSibling, position);
      return go(below ?? (this.grows ? this.addRow({}) : null), below ? position : 0);
    }
    if (!isSelect && event.key === "ArrowDown") return go(row.nextElementSibling, position);
    if (!isSelect && event.key === "ArrowUp") return go(row.previousElementSibling, position);
    const atStart = isSelect || (field.selectionStart === 0 && field.selectionEnd === 0);
    const atEnd = isSelect || field.selectionStart === field.value.length;
    if (event.key === "ArrowLeft" && atStart && position > 0) return go(row, position - 1);
    if (event.key === "ArrowRight" && atEnd && position < this.columns.length - 1) return go(row, position + 1);
  }

  paste(event) {
    const cell = event.target.closest("td[data-column]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.replace(/\n+$/, ""))) return;
    event.preventDefault();
    let rows = splitCells(text), names = this.columns.slice(cell.cellIndex - 1).map(column => column.name);
    const heads = rows[0].map(one => this.columns.find(column => [simplify(column.name), simplify(column.label)].includes(simplify(one)))?.name);
    if (heads.filter(Boolean).length * 2 > rows[0].filter(one => one.trim()).length) {
      names = heads;
      rows = rows.slice(1);
    }
    let row = cell.closest("tr");
    for (const texts of rows) {
      const cells = Object.fromEntries(texts.map((one, at) => [names[at], one.trim()]).filter(([name]) => name));
      if (!row) {
        if (!this.grows) break;
        this.addRow(cells);
        continue;
      }
      for (const [name, one] of Object.entries(cells)) {
        const target = row.querySelector(`td[data-column="${CSS.escape(name)}"]`);
        if (target) { this.put(target, one); this.typed(target); }
      }
      row = row.nextElementSibling;
    }
    this.show(cell);
  }

  show(cell) {
    if (!cell) return;
    const column = this.columns.find(one => one.name === cell.dataset.column), text = cell.firstElementChild.value;
    const parts = [element("p", {}, element("strong", { textContent: `${column.label}. ` }), column.meaning)];
    if (cell.dataset.problem) parts.push(element("p", { className: "preview__problem", textContent: cell.dataset.problem }));
    const drawn = column.kind === "quantity" ? drawRange(text, words.range) : null;
    if (drawn) parts.push(drawn);
    if (column.name === "grade") {
      const found = JSON.parse(draft.dataset.grades).find(([grade]) => String(grade) === text);
      if (found) {
        const share = one => `${Math.round(one * 100)}%`;
        parts.push(element("p", { textContent: words.grade.replace("%(grade)s", found[0]).replace("%(cost)s", share(found[1])).replace("%(benefit)s", share(found[2])) }));
      }
    }
    if (column.name === "source") {
      const cite = JSON.parse(draft.dataset.documents).slice(0, 20).map(one => element("button", {
        type: "button", className: "link-button", textContent: one,
        onclick: () => { this.put(cell, one); this.typed(cell); cell.firstElementChild.focus(); },
      }));
      if (cite.length) parts.push(element("p", {}, `${words.cite} `, ...cite.flatMap(one => [one, " "])));
    }
    if (parts.length === 1 && this.grows) parts.push(element("p", { className: "quiet", textContent: words.keys }));
    this.preview.replaceChildren(...parts);
    this.preview.hidden = false;
  }
}

if (draft) {
  const owner = new Draft(draft);
  owner.sheets = [...document.querySelectorAll("[data-sheet][data-editable]")].map(section => new Sheet(section, owner));
  owner.offerBack();
  // What is still on its way is saved before it can be taken back.
  for (const form of document.querySelectorAll(".turns form")) {
    let isSaved = false;
    form.addEventListener("submit", event => {
      if (isSaved || !owner.pending.size) return;
      event.preventDefault();
      isSaved = true;
      owner.save().then(() => form.requestSubmit(event.submitter));
    });
  }
  addEventListener("online", () => owner.save());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") owner.save(); });
  addEventListener("focus", () => { if (owner.pending.size) owner.save(); });
}
