// Writing into a thread without leaving the page. Ctrl+Enter sends, and Enter too where that is ticked. What is typed is
// kept in this browser until it is sent; files can be pasted and dropped. Each sending has a key, so that none is twice.
const form = document.querySelector("form[data-say]");
const [words, files] = [form.elements.body, form.elements.attached];
const wrong = form.querySelector("[data-say-wrong]");
const chosen = form.querySelector("[data-say-chosen]");
const enter = form.querySelector("[data-say-enter]");
const draft = `draft:${new URL(form.action).pathname}`;

function grow() {
  words.style.setProperty("--lines", Math.min(14, words.value.split("\n").length + 1));
}

function showChosen() {
  chosen.replaceChildren(...[...files.files].map(({ name }) => Object.assign(document.createElement("li"), { textContent: name })));
}

function add(more) {
  const all = new DataTransfer();
  for (const file of [...files.files, ...more]) all.items.add(file);
  files.files = all.files;
  showChosen();
}

function refuse(why) {
  wrong.textContent = why;
  wrong.hidden = false;
}

async function send() {
  const body = new FormData(form);
  body.set("pulse", form.closest("[data-thread]").dataset.pulse);
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  form.removeAttribute("aria-busy");
  if (!answer?.ok || !told) return refuse(told?.refused ?? form.dataset.sayLost);
  wrong.hidden = true;
  words.value = files.value = "";
  form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
  localStorage.removeItem(draft);
  showChosen();
  grow();
  form.closest("[data-thread]").dispatchEvent(new CustomEvent("told", { detail: told }));
  words.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  if (words.value.trim() || files.files.length) send();
});
words.addEventListener("keydown", (event) => {
  const sends = event.ctrlKey || event.metaKey || (enter.checked && !event.shiftKey);
  if (event.key !== "Enter" || event.isComposing || !sends) return;
  event.preventDefault();
  form.requestSubmit();
});
words.addEventListener("input", () => {
  words.value ? localStorage.setItem(draft, words.value) : localStorage.removeItem(draft);
  grow();
});
words.addEventListener("paste", ({ clipboardData }) => clipboardData.files.length && add(clipboardData.files));
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
files.addEventListener("change", showChosen);
enter.addEventListener("change", () => localStorage.setItem("enter-sends", enter.checked ? "1" : ""));

enter.checked = Boolean(localStorage.getItem("enter-sends"));
enter.closest("label").hidden = false;
if (!words.value) words.value = localStorage.getItem(draft) ?? "";
grow();
