// "Show more" without leaving the page: the next cards are added where the list ends and the focus goes to the first of
// them. The history remembers what was added and how far down the reader was, so that going back finds the same list.
const kept = () => history.state?.more ?? [];
const keep = (change) => history.replaceState({ ...history.state, ...change }, "");

async function add(href, where) {
  const answer = await fetch(href).catch(() => null);
  if (!answer?.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const added = [...(page.querySelector(where)?.children ?? [])];
  document.querySelector(where).append(...added);
  const foot = document.querySelector(`a[data-more="${where}"]`).closest(".pagination");
  const next = page.querySelector(".pagination");
  next ? foot.replaceWith(next) : foot.remove();
  return added;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  link.setAttribute("aria-busy", "true");
  const { href, dataset } = link;
  const added = await add(href, dataset.more);
  if (!added) return location.assign(href);
  keep({ more: [...kept(), href] });
  added[0]?.querySelector("a")?.focus({ preventScroll: true });
});

addEventListener("pagehide", () => kept().length && keep({ down: scrollY }));

async function again(first) {
  const { down } = history.state;
  for (const href of kept()) if (!(await add(href, first.dataset.more))) break;
  scrollTo({ top: down, behavior: "instant" });
}

const first = document.querySelector("a[data-more]");
if (first && kept().length) again(first);
