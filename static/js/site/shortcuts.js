// Keys of the site. What they reach is marked with data-shortcut="name"; the sheet at /shortcuts/ changes keys or turns them off.
const kept = JSON.parse(localStorage.shortcuts || "{}");
const keys = { search: "/", home: "g h", notices: "g n", discover: "g d", page: "g p", settings: "g s", next: "j", previous: "k", sheet: "?", ...kept.keys };
const isOn = document.documentElement.dataset.shortcuts !== "off" && (kept.on ?? true);
let before = "";
let forget = 0;

function typed(key) {
  const chord = `${before} ${key}`.trim();
  const name = Object.keys(keys).find((each) => keys[each] === chord) ?? Object.keys(keys).find((each) => keys[each] === key);
  before = name ? "" : key;
  clearTimeout(forget);
  forget = setTimeout(() => (before = ""), 1000);
  return name;
}

function step(by) {
  const links = [...document.querySelectorAll("main :is(.card__title, .brief-list h3, .notes__acts) a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

function reach(name) {
  if (name === "next" || name === "previous") return step(name === "next" ? 1 : -1);
  if (name === "sheet") return document.querySelector("[data-shortcuts-open]")?.click();
  const target = [...document.querySelectorAll(`[data-shortcut="${name}"]`)][0];
  target?.matches("input") ? target.focus() : target?.click();
}

document.addEventListener("keydown", (event) => {
  const inField = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!isOn || inField || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const name = typed(event.key);
  if (name) {
    event.preventDefault();
    reach(name);
  }
});
for (const hint of document.querySelectorAll("[data-shortcut-hint]")) {
  hint.textContent = keys.search;
  hint.hidden = !isOn;
}
