// The sheet of keys: opened over the page from any link to it, and remembered as it is changed.
function remember(form) {
  const said = form.querySelector("[data-shortcut-said]");
  const fields = [...form.querySelectorAll(".keys__input")];
  const kept = JSON.parse(localStorage.shortcuts || "{}");
  form.elements.on.checked = kept.on ?? true;
  for (const field of fields) field.value = kept.keys?.[field.name] ?? field.dataset.usual;
  const save = () => {
    const keys = Object.fromEntries(fields.map((field) => [field.name, field.value.trim() || field.dataset.usual]));
    localStorage.shortcuts = JSON.stringify({ on: form.elements.on.checked, keys });
    said.textContent = said.dataset.saved;
  };
  form.addEventListener("change", save);
  form.addEventListener("reset", () => setTimeout(save));
  form.addEventListener("submit", (event) => event.preventDefault());
}

async function open(link) {
  const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", link.textContent);
  dialog.append(page.querySelector("[data-shortcuts-sheet]"));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  remember(dialog.querySelector("form"));
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shortcuts-open]");
  if (!link || event.metaKey || event.ctrlKey || document.querySelector("form[data-shortcut-form]")) return;
  event.preventDefault();
  open(link);
});
document.querySelectorAll("form[data-shortcut-form]").forEach(remember);
