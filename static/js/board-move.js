// Moves a card: at once on the page, then over HTTP. Asked for by "board:move" ({ card, home, before }): dragging and keys do.
// A move that is refused or does not arrive is taken back. What comes over the socket for a card on its way waits until the
// answer is there ("board:place"), and then counts only if it is newer.
const stage = document.querySelector("[data-board]");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const last = new Map(); // card → the moves that are on their way, one after the other
const waiting = new Map(); // card → what the socket said of it meanwhile

const count = () => {
  for (const column of stage.querySelectorAll("[data-column]")) {
    if (stage.dataset.filtered === undefined && !column.querySelector("a[href*='column=']")) {
      column.querySelector("[data-count]").textContent = column.querySelectorAll("[data-card]").length;
    }
  }
};
const say = (text, isWrong = false) => text && document.dispatchEvent(new CustomEvent("say", { detail: { text, isWrong } }));

async function send(card, to, before) {
  const body = new URLSearchParams({ to, before, seen: card.dataset.moves, csrfmiddlewaretoken: token() });
  const answer = await fetch(card.dataset.move, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  return answer ? answer.json().catch(() => null) : null;
}

function settle(card, answer, back) {
  const held = waiting.get(card.id);
  waiting.delete(card.id);
  if (answer?.number) {
    card.dataset.rank = answer.rank;
    card.dataset.moves = answer.moves;
    card.dataset.number = answer.number;
    say(answer.said);
  } else {
    back();
    say(answer?.refused ?? stage.dataset.saidLost, true);
  }
  if (held && held.number > (answer?.number ?? 0)) document.dispatchEvent(new CustomEvent("board:place", { detail: held }));
  count();
}

document.addEventListener("board:move", ({ detail: { card, home, before, from } }) => {
  const start = from ?? { home: card.parentElement, next: card.nextElementSibling };
  home.insertBefore(card, before);
  count();
  const to = home.closest("[data-column]").dataset.column;
  const back = () => start.home.insertBefore(card, start.next?.parentElement === start.home ? start.next : null);
  const next = () => send(card, to, before?.dataset.card ?? "").then((answer) => answer);
  const mine = (last.get(card.id) ?? Promise.resolve()).then(next);
  last.set(card.id, mine);
  mine.then((answer) => {
    if (last.get(card.id) !== mine) {
      if (answer?.moves) card.dataset.moves = answer.moves;
      return;
    }
    last.delete(card.id);
    settle(card, answer, back);
  });
});

// The socket asks whether it may place a card now; if not, it is kept for later.
document.addEventListener("board:told", (event) => {
  const { detail } = event;
  if (!last.has(`card-${detail.id}`)) return;
  event.preventDefault();
  waiting.set(`card-${detail.id}`, detail);
});
document.addEventListener("board:placed", count);
