// Follow, watch: the button in its form answers at once; the form is sent behind it. If that fails, it springs back.
// Its value says what a press wants, 1 for on and 0 for off, so that a press too many does nothing twice.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.matches("form[data-toggle] button[aria-pressed]")) return;
  event.preventDefault();
  const form = button.form;
  const body = new FormData(form, button);
  const press = (on) => {
    button.setAttribute("aria-pressed", on);
    button.value = on ? "0" : "1";
  };
  const was = button.getAttribute("aria-pressed") === "true";
  press(!was);
  const sent = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (sent?.ok) return;
  press(was);
  document.dispatchEvent(new CustomEvent("say", { detail: { text: form.dataset.toggle, isWrong: true } }));
});
