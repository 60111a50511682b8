// <call-person>: one other in a call, and the connection to their browser. Both may offer at any time: where offers
// cross, the polite one gives way (W3C WebRTC, 10.7 "Perfect Negotiation"). One voice and one picture go each way; what
// changes later is put into their places, so nothing is bargained again except a way that broke.
const PATIENCE = 3000; // until a break is taken seriously
const HOPE = 20000; // until we say that it does not work

class CallPerson extends HTMLElement {
  stream = new MediaStream();
  #queue = Promise.resolve();
  #isOffering = false;
  #ignores = false;

  begin({ seat, name, ice, isPolite, own, send }) {
    Object.assign(this, { seat, own, isPolite, send });
    this.dataset.seat = seat;
    this.querySelector(".call-tile__name").textContent = name;
    this.querySelector(".call-tile__face").textContent = [...name.trim()][0] ?? "";
    this.querySelector("video").srcObject = this.stream;
    const peer = (this.peer = new RTCPeerConnection({ iceServers: ice }));
    peer.addEventListener("track", ({ track }) => this.stream.addTrack(track));
    peer.addEventListener("icecandidate", ({ candidate }) => candidate && send({ candidate }));
    peer.addEventListener("negotiationneeded", () => this.#offer());
    peer.addEventListener("connectionstatechange", () => this.#watch());
    this.#watch();
    if (!isPolite) for (const kind of ["audio", "video"]) peer.addTransceiver(kind);
    this.put();
  }

  // What goes to them: one's own voice and picture, or nothing in their place.
  put() {
    for (const line of this.peer.getTransceivers()) {
      const track = this.own.tracks[line.receiver.track.kind];
      if (line.sender.track !== track && line.direction !== "stopped") line.sender.replaceTrack(track);
    }
  }

  hear(signal) {
    this.#queue = this.#queue.then(() => this.#heard(signal)).catch((error) => console.warn("call", error));
  }

  // One of the two was away, and what was said meanwhile is lost: whoever comes back asks the other to say it again.
  back() {
    if (this.peer.connectionState !== "connected") this.send({ description: { type: "rollback", sdp: "" } });
    this.again();
  }

  again() {
    if (this.peer.connectionState === "connected") return;
    if (this.peer.signalingState === "have-local-offer") this.send({ description: this.peer.localDescription });
    else if (this.peer.connectionState !== "new") this.peer.restartIce();
  }

  end() {
    clearTimeout(this.later);
    this.peer.close();
    this.remove();
  }

  async #heard({ description, candidate, state }) {
    if (state) return this.#show(state);
    if (description?.type === "rollback") return this.again();
    if (description) return this.#answer(description);
    await this.peer.addIceCandidate(candidate).catch((error) => this.#ignores || console.warn("call", error));
  }

  async #offer() {
    try {
      this.#isOffering = true;
      await this.peer.setLocalDescription();
      this.send({ description: this.peer.localDescription });
    } finally {
      this.#isOffering = false;
    }
  }

  async #answer(description) {
    const isCrossing = description.type === "offer" && (this.#isOffering || this.peer.signalingState !== "stable");
    this.#ignores = isCrossing && !this.isPolite;
    const isLate = description.type === "answer" && this.peer.signalingState !== "have-local-offer";
    if (this.#ignores || isLate) return;
    await this.peer.setRemoteDescription(description);
    if (description.type !== "offer") return;
    for (const line of this.peer.getTransceivers()) line.direction = "sendrecv";
    this.put();
    await this.peer.setLocalDescription();
    this.send({ description: this.peer.localDescription });
  }

  #show({ mic, camera, screen }) {
    this.toggleAttribute("data-muted", !mic);
    this.toggleAttribute("data-dark", !camera && !screen);
    this.toggleAttribute("data-screen", screen);
  }

  #watch() {
    const state = this.peer.connectionState;
    this.dataset.link = state === "connected" ? "on" : this.dataset.link === "broken" ? "broken" : state === "new" || state === "connecting" ? "coming" : "lost";
    clearTimeout(this.later);
    if (state === "failed") this.peer.restartIce();
    if (state === "connected" || state === "closed") return;
    this.later = setTimeout(() => this.#worry(), state === "disconnected" ? PATIENCE : HOPE);
  }

  #worry() {
    if (this.peer.connectionState !== "disconnected") this.dataset.link = "broken";
    this.again();
    this.later = setTimeout(() => this.#worry(), HOPE);
  }
}

customElements.define("call-person", CallPerson);
