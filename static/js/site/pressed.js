// Bookmark, watch, follow: the button in its form answers at once; the form is sent behind it. If that fails, it springs back.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.matches("form[data-toggle] button[aria-pressed]")) return;
  event.preventDefault();
  const press = (on) => button.setAttribute("aria-pressed", on);
  const was = button.getAttribute("aria-pressed") === "true";
  press(!was);
  const form = button.form;
  const sent = await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "HX-Request": "true" } }).catch(() => null);
  if (sent?.ok) return;
  press(was);
  document.dispatchEvent(new CustomEvent("say", { detail: { text: form.dataset.toggle, isWrong: true } }));
});
