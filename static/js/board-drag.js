// Drags cards with a pointer: a mouse takes the whole card, a finger its grip (the rest scrolls). Escape puts it back.
const stage = document.querySelector("[data-board]");
stage.classList.add("can-drag");
let held = null;
const NEAR = 48; // pixels from the edge at which the board scrolls along

function take(event) {
  const card = event.target.closest("[data-card]");
  const byGrip = event.target.closest("[data-grip]");
  const onControl = event.target.closest("details, button:not([data-grip]), input, select");
  if (!card || event.button || onControl || (event.pointerType !== "mouse" && !byGrip)) return;
  held = { card, x: event.clientX, y: event.clientY, from: { home: card.parentElement, next: card.nextElementSibling } };
  if (byGrip) byGrip.setPointerCapture(event.pointerId);
}

function lift() {
  const box = held.card.getBoundingClientRect();
  held.ghost = held.card.cloneNode(true);
  for (const one of [held.ghost, ...held.ghost.querySelectorAll("[id]")]) one.removeAttribute("id");
  held.ghost.setAttribute("aria-hidden", "true");
  held.ghost.inert = true;
  held.ghost.classList.add("board__ghost");
  held.ghost.style.setProperty("--w", `${box.width}px`);
  held.dx = held.x - box.left;
  held.dy = held.y - box.top;
  stage.append(held.ghost);
  held.card.classList.add("is-lifted");
  stage.classList.add("is-dragging");
}

function over(event) {
  if (!held) return;
  if (!held.ghost) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
    lift();
  }
  event.preventDefault();
  held.ghost.style.setProperty("--x", `${event.clientX - held.dx}px`);
  held.ghost.style.setProperty("--y", `${event.clientY - held.dy}px`);
  scrollAlong(event.clientX);
  const home = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-column]")?.querySelector("[data-cards]");
  if (!home) return;
  const below = [...home.children].find((one) => one !== held.card && event.clientY < one.getBoundingClientRect().top + one.offsetHeight / 2);
  if ((below ?? null) !== held.card.nextElementSibling || home !== held.card.parentElement) home.insertBefore(held.card, below ?? null);
}

function scrollAlong(x) {
  const columns = stage.querySelector("[data-columns]");
  const box = columns.getBoundingClientRect();
  if (x < box.left + NEAR) columns.scrollBy(-12, 0);
  if (x > box.right - NEAR) columns.scrollBy(12, 0);
}

function drop(isKept) {
  if (!held) return;
  const { card, ghost, from } = held;
  held = null;
  if (!ghost) return;
  ghost.remove();
  card.classList.remove("is-lifted");
  stage.classList.remove("is-dragging");
  const place = { home: card.parentElement, before: card.nextElementSibling };
  const isSame = place.home === from.home && place.before === from.next;
  if (!isKept || isSame) return void from.home.insertBefore(card, from.next?.parentElement === from.home ? from.next : null);
  addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => dispatchEvent(new MouseEvent("click")), 0); // where no click follows, the guard is taken off again
  document.dispatchEvent(new CustomEvent("board:move", { detail: { card, ...place, from } }));
}

stage.addEventListener("pointerdown", take);
addEventListener("pointermove", over);
addEventListener("pointerup", () => drop(true));
addEventListener("pointercancel", () => drop(false));
addEventListener("keydown", ({ key }) => key === "Escape" && drop(false));
stage.addEventListener("dragstart", (event) => event.preventDefault());
