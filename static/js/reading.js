// Says what changed since this device last read a brief. Keeps the number of the version read, and nothing else;
// where a browser keeps nothing, the page is as it is without script.

const brief = document.querySelector("[data-reading]");
const notice = document.querySelector("[data-changed]");
const key = `read ${brief?.dataset.reading}`;

function versionRead() {
  try {
    return Number(localStorage.getItem(key));
  } catch {
    return 0;
  }
}

function keep(version) {
  try {
    localStorage.setItem(key, version);
  } catch {
    // Nothing can be kept here.
  }
}

if (brief) {
  const now = Number(brief.dataset.version);
  const read = versionRead();
  if (!read) keep(now);
  if (notice && read && read < now) {
    const sentences = [...notice.querySelectorAll("[data-since]")];
    const sentence = sentences.find((one) => one.dataset.since === String(read)) ?? sentences.at(-1);
    sentence.hidden = false;
    notice.hidden = false;
  }
  for (const seen of notice?.querySelectorAll("[data-seen]") ?? []) {
    seen.addEventListener("click", () => {
      keep(now);
      if (seen.localName !== "button") return;
      notice.hidden = true;
      document.querySelector("main")?.focus();
    });
  }
}
