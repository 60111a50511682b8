// A button whose answer is a piece of this page: <button formaction="/search/" data-fragment="#picker">. The answer takes the
// place of that element. <input data-fragment-live> presses the first such button of its form when the typing pauses.
const stateOf = (form) => new URLSearchParams(new FormData(form)).toString();
let pause = 0;

async function ask(button) {
  clearTimeout(pause);
  const form = button.form;
  const asked = stateOf(form);
  document.querySelector(button.dataset.fragment).setAttribute("aria-busy", "true");
  const sent = { method: "POST", body: new FormData(form, button), headers: { "HX-Request": "true" } };
  const answer = await fetch(button.formAction, sent).catch(() => null);
  if (!answer?.ok) return form.requestSubmit(button);
  const piece = await answer.text();
  if (!button.isConnected) return; // a later answer was faster
  if (stateOf(form) !== asked) return ask(button); // typed or ticked meanwhile: this answer would lose it
  place(button.dataset.fragment, piece);
}

function place(where, piece) {
  const focused = document.activeElement;
  const [id, at] = [focused?.id, focused?.selectionStart];
  document.querySelector(where).outerHTML = piece;
  const again = id && document.getElementById(id);
  if (again && again !== document.activeElement) again.focus();
  if (again && at != null) again.setSelectionRange?.(at, at);
  // What came, for who cannot see it: into a status beside the piece, because one that is swapped itself is not read out.
  const status = document.querySelector(`${where}-said`);
  if (status) status.textContent = document.querySelector(`${where} [data-said]`)?.textContent ?? "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-fragment]");
  if (!button) return;
  event.preventDefault();
  ask(button);
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-fragment-live]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => ask(target.form.querySelector("button[data-fragment]")), 300);
});
