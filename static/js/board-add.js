// A new card without leaving the board: the field is emptied and keeps the focus for the next one. What is refused opens
// the page of the form, as it does without script.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-add-card]");
  if (!form) return;
  event.preventDefault();
  const field = form.elements.title;
  const typed = field.value;
  if (!typed.trim()) return;
  field.value = "";
  const body = new FormData(form);
  body.set("title", typed);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) {
    field.value = typed;
    return form.submit();
  }
  document.dispatchEvent(new CustomEvent("board:stale"));
  field.isConnected && field.focus();
});
