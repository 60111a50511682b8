// One tick for all rows of a table: for those without script each row has its own.
const all = document.querySelector("[data-choose-all]");
if (all) {
  const boxes = all.closest("form").querySelectorAll('input[name="chosen"]');
  all.hidden = !boxes.length;
  all.addEventListener("change", ({ target }) => boxes.forEach((box) => (box.checked = target.checked)));
}
