// The figure on a sign of the header: how many wait there, and its words for screen readers. Whoever hears of a new one
// says so: an event "figure" on the document with { place: "bell" or "chat", number, label }. In a narrow window a sign
// without a figure stands in the menu alone.
document.addEventListener("figure", ({ detail: { place, number, label } }) => {
  const sign = document.querySelector(place === "bell" ? "a[data-live]" : `a[data-place="${place}"]`);
  if (!sign) return;
  sign.setAttribute("aria-label", label);
  if ("place" in sign.dataset) {
    sign.classList.toggle("site-header__held", number > 0);
    sign.classList.toggle("site-header__wide", number === 0);
  }
  let figure = sign.querySelector(".icon-button__count");
  if (!number) return figure?.remove();
  if (!figure) sign.append(figure = Object.assign(document.createElement("span"), { className: "icon-button__count" }));
  figure.textContent = number;
});
