// Long forms save themselves as drafts: <form data-autosave="/address/"> with an <output data-autosave-said data-saved="Saved" data-failed="Not saved">.
// Sent 1.5 seconds after the last key, so within two; leaving asks only while something is unsaved.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosave-said]");
  let waiting = 0;
  let unsaved = false;

  const save = async () => {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    unsaved = !answer?.ok;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (said) said.textContent = unsaved ? said.dataset.failed : `${said.dataset.saved} ${time}`;
  };
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, 1500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}
