// Who speaks: a frame around each whose voice is loud enough, and the level of one's own microphone before coming in.
const room = document.querySelector("call-room");
const LOUD = 0.02; // of 1
const HOLD = 700; // milliseconds: a breath between two words is no silence
const last = new WeakMap();
let analyser = null;
let heard = null;

function levelOf({ peer }) {
  const voice = peer?.getReceivers().find(({ track }) => track?.kind === "audio");
  const [now] = voice?.getSynchronizationSources?.() ?? [];
  return now?.audioLevel ?? 0;
}

function ownLevel() {
  if (!analyser || !room.own.state.mic) return 0;
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

function hearOwn() {
  if (!room.own.mic || heard === room.own.mic) return;
  heard = room.own.mic;
  const sound = (hearOwn.sound ??= new AudioContext());
  sound.resume();
  analyser = Object.assign(sound.createAnalyser(), { fftSize: 1024 });
  sound.createMediaStreamSource(new MediaStream([heard])).connect(analyser);
}

function look() {
  for (const tile of room.querySelectorAll("call-person, call-own")) {
    const level = tile.matches("call-own") ? ownLevel() : levelOf(tile);
    if (level > LOUD) last.set(tile, Date.now());
    tile.toggleAttribute("data-speaks", Date.now() - (last.get(tile) ?? 0) < HOLD);
  }
}

if (room.own) {
  room.own.addEventListener("tracks", hearOwn);
  room.addEventListener("click", () => hearOwn.sound?.resume());
  setInterval(look, 200);
}
