// Pictures of a page, large, one by one: a click opens, arrow keys step, Escape closes and gives the focus back.
const dialog = document.querySelector("[data-lightbox-dialog]");
const links = [...document.querySelectorAll("a[data-lightbox]")];
const [picture, label] = [dialog.querySelector("img"), dialog.querySelector("[role=status]")];
let at = 0;

function show(place) {
  at = (place + links.length) % links.length;
  const link = links[at];
  const small = link.querySelector("img");
  Object.assign(picture, { src: link.href, alt: small.alt, width: link.dataset.width, height: link.dataset.height });
  const words = link.parentElement.querySelector("figcaption")?.textContent.trim();
  label.textContent = [words, `${at + 1} / ${links.length}`].filter(Boolean).join(" · ");
}

links.forEach((link, place) => link.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(place);
  dialog.showModal();
}));

dialog.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-step]");
  if (step) show(at + Number(step.dataset.step));
  else if (target === dialog) dialog.close();
});

dialog.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowRight") show(at + 1);
  if (key === "ArrowLeft") show(at - 1);
});
