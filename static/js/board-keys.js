// Moves the card that holds the focus: Alt and an arrow. Arrows alone go from card to card. Each move is said aloud.
const stage = document.querySelector("[data-board]");
const status = stage.querySelector("[data-said]");
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const isBackwards = () => getComputedStyle(stage).direction === "rtl";

function beside(card, across) {
  const columns = [...stage.querySelectorAll("[data-cards]")];
  return columns[columns.indexOf(card.parentElement) + (isBackwards() ? -across : across)];
}

function move(card, [across, down]) {
  const place = [...card.parentElement.children].indexOf(card);
  const home = across ? beside(card, across) : card.parentElement;
  if (!home) return;
  const others = [...home.children].filter((one) => one !== card);
  const at = Math.min(others.length, Math.max(0, place + down));
  if (!across && at === place) return;
  document.dispatchEvent(new CustomEvent("board:move", { detail: { card, home, before: others[at] ?? null } }));
  card.querySelector("a").focus();
  const words = { card: card.querySelector("a").textContent, column: home.closest("[data-column]").dataset.name, place: at + 1, count: others.length + 1 };
  status.textContent = stage.dataset.saidMoved.replace(/%(card|column|place|count)/g, (_all, name) => words[name]);
}

function go(card, [across, down]) {
  const home = across ? beside(card, across) : card.parentElement;
  const at = [...card.parentElement.children].indexOf(card) + down;
  home?.children[Math.min(at, home.children.length - 1)]?.querySelector("a")?.focus();
}

stage.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  const step = STEPS[event.key];
  if (!card || !step || !event.target.matches(".board__title a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.altKey ? move(card, step) : go(card, step);
});
