// <call-room>: the whole call. First one sees oneself; "Join" opens the socket, over which we hear who is there, and over
// which browsers find each other. After a break it comes back to its seat.
const [SIGNED_OUT, NOT_YOURS, ELSEWHERE, OVER, FULL] = [4401, 4403, 4409, 4410, 4423];

class CallRoom extends HTMLElement {
  people = new Map();
  seat = "";
  #pause = 500;
  #socket = null;

  connectedCallback() {
    this.own = this.querySelector("call-own");
    const wrong = !isSecureContext ? "insecure" : !globalThis.RTCPeerConnection || !navigator.mediaDevices ? "unsupported" : "";
    if (wrong) return this.#trouble(wrong);
    this.own.addEventListener("trouble", ({ detail }) => this.#trouble(detail));
    this.own.addEventListener("tracks", () => this.#changed());
    this.addEventListener("click", ({ target }) => this.#press(target.closest("[data-call-act]")?.dataset.callAct));
    addEventListener("pagehide", () => this.#socket?.close());
    addEventListener("online", () => this.isIn && !this.#socket && this.#listen());
    this.show("before");
    this.own.open().then(() => this.dispatchEvent(new CustomEvent("opened")));
  }

  get isIn() {
    return this.dataset.phase === "in";
  }

  show(phase) {
    this.dataset.phase = phase;
    for (const piece of this.querySelectorAll("[data-phase-of]")) piece.hidden = !piece.dataset.phaseOf.split(" ").includes(phase);
  }

  #press(act) {
    const acts = { join: () => this.#join(), leave: () => this.#leave(), mic: () => this.own.turnMic(), camera: () => this.own.turnCamera(), screen: () => this.own.share() };
    acts[act]?.();
  }

  #join() {
    this.#trouble("");
    this.show("in");
    this.#listen();
  }

  #leave() {
    this.#say({ leave: true });
    this.#end("gone");
    setTimeout(() => location.assign(this.dataset.back), 300);
  }

  #empty() {
    for (const person of this.people.values()) person.end();
    this.people.clear();
  }

  #end(phase) {
    this.#empty();
    this.own.close();
    this.show(phase);
  }

  #listen() {
    const address = new URL(this.dataset.socket, location.href.replace(/^http/, "ws"));
    if (this.seat) address.searchParams.set("seat", this.seat);
    const socket = (this.#socket = new WebSocket(address));
    socket.addEventListener("message", ({ data }) => this.#told(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.#closed(code));
  }

  #closed(code) {
    this.#socket = null;
    if (!this.isIn) return;
    if (code === SIGNED_OUT || code === OVER) return location.reload();
    if (code === FULL || code === NOT_YOURS || code === ELSEWHERE) return this.#end({ [FULL]: "full", [NOT_YOURS]: "barred", [ELSEWHERE]: "elsewhere" }[code]);
    this.#status(this.dataset.lost);
    setTimeout(() => this.isIn && !this.#socket && this.#listen(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(this.#pause * 2, 8000);
  }

  #told(told) {
    if (told.refused !== undefined) return this.#status(told.refused);
    if (told.from) return this.people.get(told.from)?.hear(told.signal);
    this.#pause = 500;
    const isBack = this.seat === told.seat && this.#socket !== this.heardOn;
    if (this.seat && this.seat !== told.seat) this.#empty(); // away too long: to the others we are somebody new
    [this.seat, this.heardOn] = [told.seat, this.#socket];
    this.#seat(told.people.filter(({ me }) => !me), told.ice);
    if (isBack) for (const person of this.people.values()) person.back();
    this.#tellState();
    this.#status(this.people.size ? "" : this.dataset.alone);
  }

  #seat(others, ice) {
    const seats = new Set(others.map(({ seat }) => seat));
    for (const [seat, person] of this.people) if (!seats.has(seat)) person.end(), this.people.delete(seat);
    for (const { seat, name } of others) {
      if (this.people.has(seat)) continue;
      const person = this.querySelector("template").content.firstElementChild.cloneNode(true);
      this.querySelector("[data-people]").prepend(person);
      customElements.upgrade(person);
      person.begin({ seat, name, ice, own: this.own, isPolite: this.seat < seat, send: (signal) => this.#say({ to: seat, signal }) });
      this.people.set(seat, person);
    }
    this.dataset.count = this.people.size + 1;
    this.dispatchEvent(new CustomEvent("seated"));
  }

  #changed() {
    const { state } = this.own;
    for (const button of this.querySelectorAll("[data-call-act][aria-pressed]")) button.setAttribute("aria-pressed", String(state[button.dataset.callAct]));
    for (const person of this.people.values()) person.put();
    this.#tellState();
  }

  #tellState() {
    for (const seat of this.people.keys()) this.#say({ to: seat, signal: { state: this.own.state } });
  }

  #say(said) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(said));
  }

  #status(text) {
    this.querySelector("[data-call-said]").textContent = text;
  }

  #trouble(reason) {
    for (const piece of this.querySelectorAll("[data-trouble]")) piece.hidden = piece.dataset.trouble !== reason;
  }
}

customElements.define("call-room", CallRoom);
