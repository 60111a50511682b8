// <a href="/page/" data-dialog="#id"> opens the dialog of that id instead of the page; a click beside it closes it.
// <dialog> itself keeps the focus inside, closes on Escape and gives the focus back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.querySelector(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.matches("dialog[open]")) {
    event.target.close();
  } else if (event.target.closest("[data-dialog-close]")) {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
});
