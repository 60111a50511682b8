// Offers the names of skills while one is typed into a field that holds several, divided by commas.
for (const place of document.querySelectorAll("[data-skills-url]")) {
  const field = place.querySelector("input[data-skills]");
  const list = Object.assign(document.createElement("datalist"), { id: `${field.id}_names` });
  let waiting = 0;
  field.after(list);
  field.setAttribute("list", list.id);

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = field.value.split(",");
      const word = typed.pop().trim();
      if (word.length < 2) return list.replaceChildren();
      const answer = await fetch(`${place.dataset.skillsUrl}?q=${encodeURIComponent(word)}`).catch(() => null);
      if (!answer?.ok) return;
      const before = typed.map((name) => name.trim()).filter(Boolean);
      const { names } = await answer.json();
      list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: [...before, name].join(", ") })));
    }, 200);
  });
}
