// Light and dark by hand, remembered in this browser. Without script the system's choice holds and no switch is shown.
const root = document.documentElement;
for (const button of document.querySelectorAll("[data-scheme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = localStorage.scheme = dark ? "light" : "dark";
  });
}
