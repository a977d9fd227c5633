// Keeps what is being typed into a brief. There is one store, the server: what stood in this browser as well
// would have to be weighed against it on another day, and would leave an unpublished text on a shared machine.
// Over a bad line it is tried again until it works, and the page is not left without a warning before that.

const KEEP_AFTER = 3000; // milliseconds without a key
const KEEP_AT_LEAST = 20000; // milliseconds, however fast somebody types on
const LONGEST_WAIT = 30000;
const KEEPALIVE_BYTES = 60000; // browsers send no more once the page is gone

const form = document.querySelector("form[data-keep]");
const boxes = [...form.querySelectorAll("textarea[data-part]")];
const said = form.querySelector("[data-said]");
const parts = form.querySelector("[data-parts]");
const language = document.documentElement.lang || "en";

const kept = new Map(boxes.map((box) => [box, box.value]));
let soon, later, line = Promise.resolve(), failures = 0, isKept = false, isSent = false;

const pending = () => boxes.filter((box) => box.value !== kept.get(box));
const isUnsaved = (box) => box.value !== box.defaultValue || "notSaved" in box.dataset;

function say(sentence) {
  if (said.textContent !== sentence) said.textContent = sentence;
}

function clock() {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format();
}

function sayWhatIsUnsaved() {
  const names = boxes.filter(isUnsaved).map((box) => box.dataset.name);
  const list = new Intl.ListFormat(language, { type: "unit" }).format(names);
  const sentence = names.length ? form.dataset.unsaved.replace("{parts}", list) : form.dataset.allSaved;
  if (parts.textContent !== sentence) parts.textContent = sentence;
}

// Somebody who signs in again in another window gets another token there.
function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// One after the other, so that an older text never arrives after a newer one.
function keep() {
  clearTimeout(soon);
  clearTimeout(later);
  soon = later = undefined;
  return (line = line.then(send));
}

async function send() {
  const changed = pending();
  if (!changed.length || isSent) return;
  const body = new FormData();
  for (const box of changed) {
    body.append(box.name, box.value);
    body.append(`seen-${box.name}`, form.elements[`seen-${box.name}`].value);
  }
  const texts = changed.map((box) => [box, box.value]);
  const bytes = texts.reduce((sum, [, text]) => sum + 4 * text.length, 2000);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LONGEST_WAIT);
  try {
    const answer = await fetch(form.dataset.keep, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token() },
      redirect: "manual",
      keepalive: bytes < KEEPALIVE_BYTES,
      signal: patience.signal,
    });
    if (answer.status === 204) {
      for (const [box, text] of texts) kept.set(box, text);
      failures = 0;
      say(form.dataset.kept.replace("{time}", clock()));
    } else {
      isNotKept(answer);
    }
  } catch {
    isNotKept();
  }
  clearTimeout(timer);
  if (pending().length) soon ??= setTimeout(keep, failures ? wait() : KEEP_AFTER);
}

const wait = () => Math.min(LONGEST_WAIT, 1000 * 2 ** failures);

function isNotKept(answer) {
  failures += 1;
  if (answer?.type === "opaqueredirect") say(form.dataset.signedOut);
  else if (answer?.status === 403 || answer?.status === 404) say(form.dataset.refused);
  else say(form.dataset.notKept);
}

form.addEventListener("input", () => {
  sayWhatIsUnsaved();
  clearTimeout(soon);
  soon = setTimeout(keep, KEEP_AFTER);
  later ??= setTimeout(keep, KEEP_AT_LEAST);
});
window.addEventListener("online", keep);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
window.addEventListener("beforeunload", (event) => {
  if (!isSent && pending().length) event.preventDefault();
});

// What is not kept yet is kept first. Should that fail, the page stays: sent over a dead line, or by somebody
// who is signed out, it would be gone.
form.addEventListener("submit", async (event) => {
  if (pending().length && !isKept) {
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    do await keep();
    while (pending().length && !failures);
    if (failures) return;
    isKept = true;
    form.requestSubmit(button);
    return;
  }
  isSent = true;
  form.elements.csrfmiddlewaretoken.value = token();
});
window.addEventListener("pageshow", () => {
  isSent = isKept = false;
  sayWhatIsUnsaved();
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[value='save']"));
});

// --- The preview beside it -------------------------------------------------------------------------------

const preview = form.querySelector("#preview");
const disclosure = preview.closest("details");
const beside = window.matchMedia("(min-width: 64rem)");

// On a phone the preview and the original are opened when they are wanted, and nothing is fetched before that.
if (!beside.matches) for (const details of form.querySelectorAll("details.preview, details.original")) details.open = false;
beside.addEventListener("change", () => (disclosure.open ||= beside.matches));
disclosure.addEventListener("toggle", () => disclosure.open && preview.dispatchEvent(new Event("shown")));
document.addEventListener("htmx:before:request", (event) => {
  if (event.target === preview && !disclosure.open) event.preventDefault();
});

// The preview follows the box that is being written in.
function heading(box) {
  const [kind, pk] = box.name.split("-");
  if (kind === "session") return preview.querySelector(`#session-title-${pk}`);
  if (kind !== "question") return preview.querySelector(`#${kind}`);
  const written = boxes.filter((one) => one.name.startsWith("question-") && (one.value.trim() || one === box));
  return preview.querySelector(`#q${written.indexOf(box) + 1}`);
}
form.addEventListener("focusin", (event) => {
  if (!event.target.matches("textarea[data-part]")) return;
  form.elements.at.value = event.target.name;
  const place = beside.matches && heading(event.target);
  if (place) preview.scrollTop += place.getBoundingClientRect().top - preview.getBoundingClientRect().top - 16;
});

sayWhatIsUnsaved();
