// Saves the seats of a delegation as they are typed: a field at a time, each against what this page has seen of it.
// There is one store, the server. Over a bad line it is tried again until it works, and the page is not left
// without a warning before that. Without this script each panel has a button that saves it whole.

const AFTER_CHANGE = 300; // milliseconds: several boxes ticked in a row go together
const AFTER_PAUSE = 6000; // milliseconds without a key, while the field has not been left yet
const LONGEST_WAIT = 30000;
const KEEPALIVE_BYTES = 60000; // browsers send no more once the page is gone

const list = document.querySelector(".panels");
const standing = document.querySelector("#standing");
const used = document.querySelector("#used");
const language = document.documentElement.lang || "en";
let line = Promise.resolve();
let failures = 0;
let isLeaving = false;

function clock() {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format();
}

// Somebody who signs in again in another window gets another token there.
function token(form) {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

class Panel {
  constructor(form) {
    this.form = form;
    this.item = form.closest("li");
    this.said = form.querySelector("[data-said]");
    this.kept = new Map(this.fields.map((name) => [name, this.typed(name)]));
    // Not sent again before it is changed: the server has said why it does not take it.
    this.held = new Map();
    form.addEventListener("input", (event) => this.soon(event.target, AFTER_PAUSE));
    form.addEventListener("change", (event) => this.soon(event.target, AFTER_CHANGE));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.held.clear();
      keep(this).then(() => this.pending.length || this.say(this.list.saved, "good"));
    });
    // What came back with the page because it was not accepted is not saved; nor what the browser has put back.
    if (form.querySelector(".error-summary")) for (const name of this.fields) this.kept.set(name, null);
  }

  get list() {
    const words = { ...list.dataset };
    words.saved = words.saved.replace("{time}", clock());
    return words;
  }

  get place() {
    return this.form.dataset.seat;
  }

  get isFree() {
    return "free" in this.form.dataset;
  }

  get fields() {
    return [...this.form.querySelectorAll("[data-field]")].map((box) => box.dataset.field);
  }

  box(name) {
    return this.form.querySelector(`[data-field="${name}"]`);
  }

  controls(name) {
    return [...this.form.querySelectorAll(`[name="${name}"]`)];
  }

  values(name) {
    return this.controls(name)
      .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
      .map((one) => one.value);
  }

  typed(name) {
    return JSON.stringify(this.values(name));
  }

  fill(name, values) {
    for (const control of this.controls(name)) {
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
    this.kept.set(name, this.typed(name));
  }

  get pending() {
    return this.fields.filter((name) => this.typed(name) !== this.kept.get(name) && !this.controls(name)[0]?.disabled);
  }

  get toSend() {
    const changed = this.pending.filter((name) => this.held.get(name) !== this.typed(name));
    if (!this.isFree || !changed.length) return changed;
    return [...new Set([...changed, "name", "role"])];
  }

  soon(control, after) {
    const name = control.closest("[data-field]")?.dataset.field;
    if (!name) return;
    clearTimeout(this.timer);
    if (!this.pending.length) return;
    this.say(this.list.unsaved);
    // A field that is still being written in waits until it could be right.
    if (after === AFTER_PAUSE && !control.checkValidity()) return;
    this.timer = setTimeout(() => keep(this), after);
  }

  say(sentence, tone = "") {
    this.said.className = `said ${tone}`;
    if (this.said.textContent !== sentence) this.said.textContent = sentence;
  }

  async send() {
    clearTimeout(this.timer);
    const only = this.toSend;
    if (!only.length) return;
    if (this.isFree && !this.values("name")[0]?.trim()) return this.say(this.list.waits);
    const body = new FormData();
    for (const name of only) {
      body.append("only", name);
      for (const value of this.values(name)) body.append(name, value);
    }
    body.append("seen", this.form.elements.seen.value);
    const sent = new Map(only.map((name) => [name, this.typed(name)]));
    const bytes = [...sent.values()].reduce((sum, text) => sum + 4 * text.length, 4000);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LONGEST_WAIT);
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(this.form), Accept: "application/json" },
        redirect: "manual",
        keepalive: bytes < KEEPALIVE_BYTES,
        signal: patience.signal,
      });
      await this.understand(answer, sent);
    } catch {
      this.isNotKept();
    }
    clearTimeout(timer);
  }

  async understand(answer, sent) {
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isOurs || ![200, 409, 422].includes(answer.status)) return this.isNotKept(answer);
    const told = await answer.json();
    failures = 0;
    if (answer.status !== 200) return this.isNotAccepted(told, sent);
    for (const [name, text] of sent) {
      this.kept.set(name, text);
      this.held.delete(name);
      this.clear(name);
    }
    this.seen(told.seen);
    if (told.taken) this.isTaken(told.taken);
    showParts(told);
    this.showNotes(told.notes);
    if (this.pending.length) this.say(this.list.unsaved);
    else this.say(this.list.saved, "good");
  }

  // Over a bad line, and with somebody who is signed out: everything stays and is tried again.
  isNotKept(answer) {
    failures += 1;
    if (answer?.type === "opaqueredirect") this.say(this.list.signedOut, "bad");
    else if (answer?.status === 403 || answer?.status === 404) this.say(this.list.refused, "bad");
    else this.say(this.list.notSaved, "bad");
    this.timer = setTimeout(() => keep(this), Math.min(LONGEST_WAIT, 1000 * 2 ** failures));
  }

  isNotAccepted(told, sent) {
    if (this.isFree && told.refused && panels.every((one) => one === this || !one.pending.length)) {
      isLeaving = true;
      this.form.submit(); // the page says what can be done with what was typed
      return;
    }
    const errors = told.errors ?? {};
    const clashes = told.clashes ?? {};
    for (const [name, text] of sent) {
      this.clear(name);
      if (told.refused || errors[name] || clashes[name]) this.held.set(name, text);
      if (errors[name]) this.showError(name, errors[name]);
      if (clashes[name]) this.showClash(name, clashes[name]);
    }
    this.say(told.refused || this.list.unsaved, "bad");
    if (!told.refused && this.toSend.length) keep(this); // what nobody objects to
  }

  seen(marks) {
    const known = new Map(this.form.elements.seen.value.split(" ").filter(Boolean).map((pair) => pair.split(":")));
    for (const [name, mark] of Object.entries(marks)) known.set(name, mark);
    this.form.elements.seen.value = [...known].map((pair) => pair.join(":")).join(" ");
  }

  isTaken(taken) {
    this.form.action = taken.action;
    delete this.form.dataset.free;
    this.item.classList.remove("open");
    this.item.querySelector("[data-tools]").innerHTML = taken.tools;
  }

  takesRole([role, mark]) {
    const select = this.form.elements.role;
    if (!select || this.pending.includes("role")) return;
    select.value = role;
    this.kept.set("role", this.typed("role"));
    this.seen({ role: mark });
  }

  // --- What is said beside a field -----------------------------------------------------------------------

  clear(name) {
    const box = this.box(name);
    box.querySelectorAll(".error, .clash").forEach((one) => one.remove());
    for (const control of this.controls(name)) control.removeAttribute("aria-invalid");
    const first = this.controls(name)[0];
    describe(first, `${first.id}_said`, false);
  }

  showBeside(name, element) {
    const first = this.controls(name)[0];
    const box = this.box(name);
    element.id = `${first.id}_said`;
    box.querySelector(".choices, input, select, textarea").before(element);
    describe(first, element.id, true);
    box.closest("details.more")?.setAttribute("open", "");
  }

  showError(name, texts) {
    const said = document.createElement("div");
    said.className = "error";
    for (const text of texts) said.append(Object.assign(document.createElement("p"), { textContent: text }));
    this.showBeside(name, said);
    for (const control of this.controls(name)) control.setAttribute("aria-invalid", "true");
  }

  showClash(name, { stored, seen, values }) {
    const said = document.createElement("div");
    said.className = "clash";
    said.setAttribute("role", "alert");
    const sentence = stored ? this.list.clash.replace("{stored}", stored) : this.list.emptied;
    const actions = Object.assign(document.createElement("p"), { className: "actions" });
    actions.append(
      this.button(this.list.mine, () => {
        this.seen({ [name]: seen });
        this.held.delete(name);
        this.clear(name);
        keep(this);
      }),
      this.button(this.list.theirs, () => {
        this.seen({ [name]: seen });
        this.held.delete(name);
        this.clear(name);
        this.fill(name, values);
        this.say(this.pending.length ? this.list.unsaved : "");
      }),
    );
    said.append(Object.assign(document.createElement("p"), { textContent: sentence }), actions);
    this.showBeside(name, said);
  }

  button(text, act) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button small quiet",
      textContent: text,
    });
    button.addEventListener("click", () => {
      const control = button.closest("[data-field]").querySelector("input, select, textarea");
      act();
      control.focus();
    });
    return button;
  }

  showNotes(notes) {
    this.form.querySelectorAll(".asked[data-note]").forEach((one) => one.dataset.note in notes || one.remove());
    for (const [name, text] of Object.entries(notes)) {
      const box = this.box(name);
      if (!box) continue;
      let note = box.querySelector(".asked");
      if (!note) {
        note = Object.assign(document.createElement("p"), { className: "asked" });
        note.dataset.note = name;
        note.id = `${this.controls(name)[0].id}_note`;
        box.querySelector(".helptext, .choices, input, select, textarea").before(note);
        describe(this.controls(name)[0], note.id, true);
      }
      if (note.textContent !== text) note.textContent = text;
    }
  }
}

function describe(control, id, is) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (is) ids.add(id);
  else ids.delete(id);
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
}

function showParts(told) {
  if (standing) standing.innerHTML = told.standing;
  if (used) used.innerHTML = told.used;
  for (const [place, html] of Object.entries(told.heads)) {
    const head = list.querySelector(`[data-head="${place}"]`);
    if (head) head.innerHTML = html;
  }
  for (const panel of panels) if (told.roles[panel.place]) panel.takesRole(told.roles[panel.place]);
}

const panels = [...list.querySelectorAll("form[data-seat]")].map((form) => new Panel(form));
const isPending = () => panels.some((panel) => panel.pending.length);

// One after the other, so that an older text never arrives after a newer one.
function keep(panel) {
  return (line = line.then(() => panel.send()));
}
const keepAll = () => Promise.all(panels.filter((panel) => panel.toSend.length).map(keep));

window.addEventListener("online", keepAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepAll());
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && isPending()) event.preventDefault();
});
window.addEventListener("pageshow", () => (isLeaving = false));

// Whoever goes on from here has everything saved first. What cannot be saved keeps the page; asking again leaves it.
let wantedBefore;
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.href.split("#")[0] === location.href.split("#")[0] && link.hash) return;
  if (!isPending() || wantedBefore === link.href) return;
  event.preventDefault();
  wantedBefore = link.href;
  await keepAll();
  if (!isPending()) location.assign(link.href);
  else panels.find((panel) => panel.pending.length).said.scrollIntoView({ block: "center" });
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-seat]") || form.dataset.sent || !isPending() || wantedBefore === form) return;
  event.preventDefault();
  event.stopPropagation();
  wantedBefore = form;
  await keepAll();
  if (!isPending()) form.requestSubmit(event.submitter);
}, { capture: true });
document.addEventListener("input", () => (wantedBefore = undefined));
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  for (const panel of panels) panel.form.requestSubmit();
});
