// <call-own>: oneself in a call. Opens camera, microphone and screen, shows what the others are sent of them, and says
// "tracks" when that has changed, "trouble" with the reason when a device could not be opened.
const REASONS = { NotAllowedError: "denied", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy" };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } };

class CallOwn extends HTMLElement {
  mic = null;
  camera = null;
  screen = null;
  chosen = {};

  get tracks() {
    return { audio: this.mic, video: this.screen ?? this.camera };
  }

  get state() {
    return { mic: Boolean(this.mic?.enabled), camera: Boolean(this.camera), screen: Boolean(this.screen) };
  }

  async open() {
    if (!(await this.#get({ audio: this.#audio, video: this.#video }, false))) {
      await this.#get({ audio: this.#audio });
      await this.#get({ video: this.#video }, !this.mic);
    }
    this.#changed();
  }

  async turnMic(on = !this.state.mic) {
    if (this.mic) this.mic.enabled = on;
    else if (on) await this.#get({ audio: this.#audio });
    this.#changed();
  }

  async turnCamera(on = !this.camera) {
    if (on) await this.#get({ video: this.#video });
    else this.#drop("camera");
    this.#changed();
  }

  async share() {
    if (this.screen) this.#drop("screen");
    else {
      const shown = await navigator.mediaDevices.getDisplayMedia({ video: true }).catch(() => null);
      this.screen = shown?.getVideoTracks()[0] ?? null;
      this.screen?.addEventListener("ended", () => (this.#drop("screen"), this.#changed()));
    }
    this.#changed();
  }

  async choose(kind, id) {
    this.chosen[kind] = id;
    if (kind === "audioinput" && this.mic) await this.#get({ audio: this.#audio });
    if (kind === "videoinput" && this.camera) await this.#get({ video: this.#video });
    this.#changed();
  }

  close() {
    for (const name of ["mic", "camera", "screen"]) this.#drop(name);
  }

  get #audio() {
    return { deviceId: this.chosen.audioinput ? { exact: this.chosen.audioinput } : undefined, echoCancellation: true, noiseSuppression: true };
  }

  get #video() {
    return { deviceId: this.chosen.videoinput ? { exact: this.chosen.videoinput } : undefined, ...PICTURE };
  }

  async #get(wanted, isLast = true) {
    try {
      const found = await navigator.mediaDevices.getUserMedia(wanted);
      for (const track of found.getTracks()) this.#take(track.kind === "audio" ? "mic" : "camera", track);
      this.dispatchEvent(new CustomEvent("trouble", { detail: "" }));
      return true;
    } catch (error) {
      if (isLast) this.dispatchEvent(new CustomEvent("trouble", { detail: REASONS[error.name] ?? "busy" }));
      return false;
    }
  }

  #take(name, track) {
    track.enabled = this[name]?.enabled ?? true;
    this[name]?.stop();
    this[name] = track;
    track.addEventListener("ended", () => this[name] === track && (this.#drop(name), this.#changed()));
  }

  #drop(name) {
    this[name]?.stop();
    this[name] = null;
  }

  #changed() {
    const { video } = this.tracks;
    const picture = this.querySelector("video");
    picture.srcObject = video ? new MediaStream([video]) : null;
    this.toggleAttribute("data-dark", !video);
    this.toggleAttribute("data-muted", !this.state.mic);
    this.toggleAttribute("data-screen", this.state.screen);
    this.dispatchEvent(new CustomEvent("tracks"));
  }
}

customElements.define("call-own", CallOwn);
