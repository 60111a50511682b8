// Long forms save themselves as drafts: <form data-autosave="/address/"> with an <output data-autosave-said data-saved="Saved" data-failed="Not saved">.
// Sent 1.5 seconds after the last key, so within two; leaving asks only while something is unsaved.
// One at a time, and the form itself after them: a draft that arrives late would put older words over newer ones.
// Other modules that send the form do it through form.inTurn.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = [...form.elements].find((one) => one.matches("[data-autosave-said]")); // it may stand below the form
  let waiting = 0;
  let unsaved = false;
  let last = null;

  form.inTurn = (address) => {
    const send = async () => {
      const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) }).catch(() => null);
      const says = await answer?.json().catch(() => null); // the sign-in page, where a session has ended, is no such answer
      if (says?.seen) form.elements.seen.value = says.seen;
      if (says) form.dispatchEvent(new CustomEvent("kept", { detail: says }));
      return { ok: Boolean(answer?.ok && says), isSignedOut: Boolean(answer?.redirected), ...says };
    };
    const mine = (last ?? Promise.resolve()).then(send);
    last = mine;
    mine.then(() => { if (last === mine) last = null; });
    return mine;
  };
  const save = async () => {
    const answer = await form.inTurn(form.dataset.autosave);
    unsaved = !answer.ok;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const why = answer.refused ?? (answer.isSignedOut ? said?.dataset.signedOut : said?.dataset.failed);
    if (said) said.textContent = unsaved ? why : `${said.dataset.saved} ${time}`;
  };
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(waiting);
    waiting = setTimeout(save, 1500);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    unsaved = false;
    if (!last) return;
    event.preventDefault();
    last.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}
