// A thread at once: what is said, changed, read and typed in it stands on the page within a second. data-thread is the
// socket's address, data-pulse how far the page has got. After a break it asks for everything since.
const thread = document.querySelector("[data-thread]");
const [SIGNED_OUT, NOT_YOURS] = [4401, 4403];
const list = thread.querySelector("[data-thread-lines]");
const typing = thread.querySelector("[data-thread-typing]");
let pulse = Number(thread.dataset.pulse);
let pause = 1000;
let socket = null;
let quiet = 0;
let typedAt = 0;
let inView = false;

const last = () => [...list.querySelectorAll("[data-number]")].at(-1);
const tell = (said) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(said));

function place({ number, day, html }) {
  const piece = document.createRange().createContextualFragment(html.trim()).firstElementChild;
  const old = document.getElementById(`m-${number}`);
  if (old?.querySelector("[data-edit-form]")) return; // what is being typed into it is not lost
  if (old) return old.replaceWith(piece);
  const before = last();
  if ("later" in thread.dataset || (before && Number(before.dataset.number) > number)) return;
  list.querySelector(".thread__none")?.remove();
  if (before?.dataset.day !== day) list.append(Object.assign(document.createElement("p"), { className: "thread__day", textContent: day }));
  list.append(piece);
}

function show(told) {
  if (told.typing) return showTyping(told.typing);
  if (told.is_cut) return location.reload();
  thread.dataset.pulse = pulse = Math.max(pulse, told.pulse);
  told.lines.forEach(place);
  thread.querySelector("[data-thread-read]").textContent = told.read;
  document.dispatchEvent(new CustomEvent("figure", { detail: { place: "chat", number: told.waiting, label: told.label } }));
  if (told.lines.length) typing.hidden = true;
  sayRead();
}

function showTyping(name) {
  typing.textContent = typing.dataset.one.replace("%(name)s", name);
  typing.hidden = false;
  clearTimeout(quiet);
  quiet = setTimeout(() => (typing.hidden = true), 5000);
}

function sayRead() {
  const newest = last();
  if (inView && document.visibilityState === "visible" && newest && !("later" in thread.dataset)) tell({ read: Number(newest.dataset.number) });
}

function listen() {
  const address = new URL(thread.dataset.thread, location.href.replace(/^http/, "ws"));
  address.searchParams.set("after", pulse);
  socket = new WebSocket(address);
  socket.addEventListener("message", ({ data }) => {
    pause = 1000;
    thread.dataset.heard = "yes"; // from here on it is live
    show(JSON.parse(data));
  });
  socket.addEventListener("close", ({ code }) => {
    if (code === SIGNED_OUT || code === NOT_YOURS) return location.reload();
    setTimeout(listen, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, 30000);
  });
}

thread.addEventListener("told", ({ detail }) => show(detail));
thread.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea") || Date.now() - typedAt < 2000) return;
  typedAt = Date.now();
  tell({ typing: true });
});
thread.addEventListener("click", ({ target }) => {
  const act = target.closest("[data-line-act]"); // comes back to this page, not to the thread alone
  if (act) act.search = `?next=${encodeURIComponent(location.pathname)}`;
});
document.addEventListener("visibilitychange", sayRead);
new IntersectionObserver(([{ isIntersecting }]) => {
  inView = isIntersecting;
  sayRead();
}).observe(thread.querySelector("[data-thread-read]"));
addEventListener("pagehide", () => socket?.close());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
listen();
