// Light and dark by hand, remembered in this browser. Without script the system's choice holds and no switch is shown.
// A choice in the settings is for every browser of the person: this one then forgets its own.
const root = document.documentElement;
for (const button of document.querySelectorAll("[data-scheme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = localStorage.scheme = dark ? "light" : "dark";
  });
}
for (const form of document.querySelectorAll("[data-forgets-scheme]")) {
  form.addEventListener("submit", () => localStorage.removeItem("scheme"));
}
