// The keys of a call: m, v, s, l press the buttons that name them. Not while somebody writes, nor after the g with which
// the site's own keys begin, nor where the site's keys are turned off.
const room = document.querySelector("call-room");
const isOn = document.documentElement.dataset.shortcuts !== "off" && (JSON.parse(localStorage.shortcuts || "{}").on ?? true);
let before = "";

document.addEventListener("keydown", (event) => {
  const isChord = before === "g";
  before = event.key;
  if (!isOn || isChord || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const button = [...room.querySelectorAll("[data-call-key]")].find((one) => one.dataset.callKey === event.key);
  if (button?.checkVisibility()) button.click();
});
