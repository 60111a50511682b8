// Says what is wrong beside the field once it has been left, never while it is typed in the first time.
// <form data-autosave="…" data-check="/address/"> is sent there as it stands, in turn with its drafts; the answer is {"problems": {"name": ["sentence"]}}.
for (const form of document.querySelectorAll("form[data-check]")) {
  const left = new Set();

  const paint = (control, sentences) => {
    const field = control.closest(".field");
    if (!field) return;
    const id = `${control.type === "radio" ? field.id : control.id}_error`;
    let place = document.getElementById(id);
    if (!place && !sentences.length) return;
    if (!place) {
      place = Object.assign(document.createElement("span"), { id, className: "field__errors" });
      (field.querySelector(".field__hint") ?? field.querySelector(".field__label")).after(place);
    }
    place.replaceChildren(...sentences.map((text) => Object.assign(document.createElement("span"), { className: "field__error", textContent: text })));
    field.classList.toggle("field--wrong", sentences.length > 0);
    control.toggleAttribute("aria-invalid", sentences.length > 0);
    const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)).add(id);
    control.setAttribute("aria-describedby", [...described].join(" "));
  };

  form.addEventListener("change", async ({ target }) => {
    left.add(target.name);
    const answer = await form.inTurn(form.dataset.check);
    if (!answer.ok) return;
    const { problems } = answer;
    for (const name of left) {
      const control = form.elements[name];
      if (control) paint(control instanceof RadioNodeList ? control[0] : control, problems[name] ?? []);
    }
  });
}
