// A button whose answer is a piece of this page: <button formaction="/search/" data-fragment="#picker">. The answer takes the
// place of that element. <input data-fragment-live> presses the first such button of its form when the typing pauses.
async function ask(button) {
  const place = document.querySelector(button.dataset.fragment);
  const focused = document.activeElement?.id;
  place.setAttribute("aria-busy", "true");
  const sent = { method: "POST", body: new FormData(button.form, button), headers: { "HX-Request": "true" } };
  const answer = await fetch(button.formAction, sent).catch(() => null);
  if (!answer?.ok) return button.form.requestSubmit(button);
  const typed = document.getElementById(focused)?.value;
  place.outerHTML = await answer.text();
  const again = document.getElementById(focused);
  if (!again || again === document.activeElement) return;
  if (typed !== undefined && "value" in again) again.value = typed;
  again.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-fragment]");
  if (!button) return;
  event.preventDefault();
  ask(button);
});

let pause = 0;
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-fragment-live]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => ask(target.form.querySelector("button[data-fragment]")), 300);
});
