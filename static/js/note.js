// What the whole of a form comes to follows the typing: <span data-note> shows the note of each answer to a draft.
for (const note of document.querySelectorAll("[data-note]")) {
  note.closest("form").addEventListener("kept", ({ detail }) => {
    if (detail?.note) note.textContent = detail.note;
  });
}
