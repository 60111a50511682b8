// A form is sent once: pressing its button again while it is on its way does nothing, and the button says that it works.
document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[data-toggle]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "true";
  button?.setAttribute("aria-busy", "true");
});

// Back from the next page: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});
