// Sorting and filters answer when they are changed; their button is for those without script.
document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-submit-on-change]")) return;
  const wide = form.dataset.submitOnChange;
  if (!wide || matchMedia(wide).matches) form.requestSubmit();
});
