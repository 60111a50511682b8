// Changing a message where it stands: the link opens its words as a field, Escape puts them back, Ctrl+Enter saves.
// Without a script the link leads to a small page, which does the same.
const thread = document.querySelector("[data-thread]");

function open(line, address) {
  const words = line.querySelector(".thread__body");
  const form = document.importNode(thread.querySelector("template[data-edit]").content, true).firstElementChild;
  const field = form.elements.body;
  field.value = words?.dataset.words ?? "";
  form.action = address;
  line.classList.add("is-edited");
  line.querySelector("header").after(form);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function close(form) {
  const line = form.closest(".thread__message");
  line.classList.remove("is-edited");
  form.remove();
  line.querySelector("[data-line-edit]")?.focus();
}

async function save(form) {
  const body = new FormData(form);
  body.set("pulse", thread.dataset.pulse);
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  form.removeAttribute("aria-busy");
  if (answer?.ok && told) {
    close(form);
    return thread.dispatchEvent(new CustomEvent("told", { detail: told }));
  }
  const wrong = form.querySelector("[role=alert]");
  wrong.textContent = told?.refused ?? form.dataset.lost;
  wrong.hidden = false;
}

thread.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line-edit]");
  if (event.target.closest("[data-edit-no]")) return close(event.target.closest("form"));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!link.closest(".thread__message").classList.contains("is-edited")) open(link.closest(".thread__message"), link.href);
});
thread.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-edit-form]")) return;
  event.preventDefault();
  if (!event.target.getAttribute("aria-busy")) save(event.target);
});
thread.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-edit-form]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") close(form);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
