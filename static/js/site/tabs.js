// Of tabs that do not fit beside one another the current one is in sight, as far in the middle as the row allows.
const showCurrent = () => {
  for (const row of document.querySelectorAll(".tabs")) {
    const current = row.querySelector("[aria-current]");
    if (!current || row.scrollWidth <= row.clientWidth) continue;
    const [place, within] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += place.left + place.width / 2 - (within.left + within.width / 2);
  }
};

showCurrent();
document.fonts?.ready.then(showCurrent);
document.addEventListener("htmx:afterSettle", showCurrent);
