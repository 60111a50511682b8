// Notices at once: the figures of the header, and a line that says what happened. The bell's data-live is the socket's
// address. After a break it asks for what came meanwhile; what has been said once in this tab is not said again.
const bell = document.querySelector("a[data-live]");
const KNOWN = "notices-known";
const CURSOR = "notices-cursor";
const SIGNED_OUT = 4401;

if (bell) {
  let pause = 1000;

  const figure = (place, number, label) => document.dispatchEvent(new CustomEvent("figure", { detail: { place, number, label } }));

  const say = (notices) => {
    const known = JSON.parse(sessionStorage.getItem(KNOWN) ?? "[]");
    for (const { id, text, url, button } of notices.filter(({ id }) => !known.includes(id))) {
      known.push(id);
      if (url === location.pathname && document.querySelector("call-room")) continue; // one is in that call, or about to be
      document.dispatchEvent(new CustomEvent("say", { detail: { text, url, act: button } }));
    }
    sessionStorage.setItem(KNOWN, JSON.stringify(known.slice(-50)));
  };

  const listen = () => {
    const address = new URL(bell.dataset.live, location.href.replace(/^http/, "ws"));
    const cursor = sessionStorage.getItem(CURSOR);
    if (cursor) address.searchParams.set("after", cursor);
    const socket = new WebSocket(address);
    socket.addEventListener("message", ({ data }) => {
      const told = JSON.parse(data);
      pause = 1000;
      sessionStorage.setItem(CURSOR, told.cursor);
      figure("bell", told.unread, told.label);
      if ("messages" in told) figure("chat", told.messages, told.messages_label);
      say(told.notices);
    });
    socket.addEventListener("close", ({ code }) => {
      if (code === SIGNED_OUT) return;
      setTimeout(listen, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, 60000);
    });
    addEventListener("pagehide", () => socket.close(), { once: true });
  };
  listen();
}
