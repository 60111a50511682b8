// Which camera, microphone and speaker: one list each, where there is more than one and the browser lets us choose.
const room = document.querySelector("call-room");
const lists = [...room.querySelectorAll("select[data-device]")];
const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
let speaker = "";

async function fill() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const list of lists) {
    const found = devices.filter(({ kind, deviceId }) => kind === list.dataset.device && deviceId);
    const chosen = list.value;
    list.replaceChildren(...found.map(({ deviceId, label }, place) => new Option(label || `${list.dataset.word} ${place + 1}`, deviceId)));
    if (found.some(({ deviceId }) => deviceId === chosen)) list.value = chosen;
    list.closest("label").hidden = !found.length || (list.dataset.device === "audiooutput" && !canChooseSpeaker);
  }
  room.querySelector("[data-devices]").hidden = lists.every((list) => list.closest("label").hidden);
}

function useSpeaker() {
  if (canChooseSpeaker) for (const video of room.querySelectorAll("call-person video")) video.setSinkId(speaker).catch(() => {});
}

if (navigator.mediaDevices) {
  room.addEventListener("opened", fill);
  navigator.mediaDevices.addEventListener("devicechange", fill);
  room.addEventListener("seated", useSpeaker);
  for (const list of lists) {
    list.addEventListener("change", () => {
      if (list.dataset.device !== "audiooutput") return room.own.choose(list.dataset.device, list.value);
      speaker = list.value;
      useSpeaker();
    });
  }
  if (!navigator.mediaDevices.getDisplayMedia) room.querySelector('[data-call-act="screen"]').hidden = true;
}
