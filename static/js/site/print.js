// A page that is made to be printed says so with a button, where there is a printer to ask.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
