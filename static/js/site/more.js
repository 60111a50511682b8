// "Show more" without leaving the page: the next cards are added where the list ends, the focus goes to the first of them,
// and the address remembers how far the reader came, so that going back finds the same list.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = document.querySelector(link.dataset.more);
  const added = [...page.querySelector(link.dataset.more).children];
  list.append(...added);
  const foot = link.closest(".pagination");
  const next = page.querySelector(".pagination");
  history.replaceState(history.state, "", link.href);
  next ? foot.replaceWith(next) : foot.remove();
  added[0]?.querySelector("a")?.focus({ preventScroll: true });
});
