// A board as others change it. [data-live] is the socket's address, data-at the number of the last change that the page
// shows; after a break it asks for all that came since. A page of one card ([data-watch]) only says that it has changed.
const place = document.querySelector("[data-live][data-board], [data-live][data-watch]");
const CLOSED = 4403;
const SIGNED_OUT = 4401;
let at = Number(place.dataset.at ?? place.querySelector("[data-at]")?.dataset.at ?? 0);
let pause = 500;
let stale = 0;
const away = place.querySelector("[data-away]");
const status = place.querySelector("[data-said]");

function put({ id, column, rank, moves, number, html, isGone }) {
  let card = document.getElementById(`card-${id}`);
  const home = place.querySelector(`[data-column="${column}"] [data-cards]`);
  if (isGone || !home) return card?.remove();
  if (Number(card?.dataset.number ?? 0) >= number) return;
  const isFocused = card?.contains(document.activeElement);
  if (html) {
    const drawn = document.createRange().createContextualFragment(html).firstElementChild;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    for (const form of drawn.querySelectorAll("form")) if (token) form.append(token.cloneNode());
    card ? card.replaceWith(drawn) : home.append(drawn);
    card = drawn;
  }
  if (!card) return freshen();
  Object.assign(card.dataset, { rank, moves, number });
  const seen = card.querySelector("[name=seen]");
  if (seen) seen.value = moves;
  const next = [...home.children].find((one) => one !== card && one.dataset.rank > rank) ?? null;
  if (card.parentElement !== home || card.nextElementSibling !== next) home.insertBefore(card, next);
  card.classList.remove("is-new");
  requestAnimationFrame(() => card.classList.add("is-new"));
  if (isFocused) card.querySelector("a")?.focus();
}

// What a patch cannot say: columns, labels, a filter. The columns are fetched anew; what is being typed into them stays.
function freshen() {
  clearTimeout(stale);
  stale = setTimeout(async () => {
    if (document.querySelector(".is-dragging")) return freshen();
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const columns = place.querySelector("[data-columns]");
    const typed = [...columns.querySelectorAll("[data-add-card] [name=title]")].map((one) => [one.id, one.value]);
    const [focused, left] = [document.activeElement?.closest("[id]")?.id, columns.scrollLeft];
    columns.outerHTML = await answer.text();
    for (const [id, value] of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
    place.querySelector("[data-columns]").scrollLeft = left;
    const again = focused && document.getElementById(focused);
    (again?.matches("[data-card]") ? again.querySelector("a") : again)?.focus?.();
  }, 120);
}

function here(people) {
  const shown = document.querySelector("[data-here]");
  shown?.replaceChildren(...people.map(({ name, face }) => {
    const one = document.createRange().createContextualFragment(`<span>${face}</span>`).firstElementChild;
    one.title = name;
    one.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: name }));
    return one;
  }));
}

function told({ last, cards = [], said = [], isStale, mine }) {
  if (last <= at) return;
  at = last;
  if (place.dataset.watch) {
    const about = said.filter((one) => one.card === place.dataset.watch && one.by !== mine);
    if (about.length) document.dispatchEvent(new CustomEvent("say", { detail: { text: about.at(-1).text, url: location.href.split("#")[0], act: place.dataset.saidChanged } }));
    return;
  }
  if (isStale || place.dataset.filtered !== undefined) freshen();
  else for (const card of cards) {
    const event = new CustomEvent("board:told", { detail: card, cancelable: true });
    if (document.dispatchEvent(event)) put(card);
  }
  document.dispatchEvent(new CustomEvent("board:placed"));
  const others = said.filter((one) => one.by !== mine);
  if (others.length && status) status.textContent = others.map((one) => one.text).join(" ");
}

function listen() {
  const address = new URL(place.dataset.live, location.href.replace(/^http/, "ws"));
  address.searchParams.set("after", at);
  const socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    pause = 500;
    if (away) away.hidden = true;
  });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    message.here ? here(message.here) : told(message);
  });
  socket.addEventListener("close", ({ code }) => {
    if (code === SIGNED_OUT) return;
    if (code === CLOSED) return document.dispatchEvent(new CustomEvent("say", { detail: { text: place.dataset.saidGone ?? "", isWrong: true } }));
    if (away) Object.assign(away, { hidden: false, textContent: place.dataset.saidAway });
    setTimeout(listen, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, 30000);
  });
  addEventListener("pagehide", () => socket.close(), { once: true });
}

document.addEventListener("board:place", ({ detail }) => put(detail));
document.addEventListener("board:stale", freshen);
listen();
