// A search field that suggests while one types (the combobox pattern of the ARIA guide): <input data-suggest="/address/">.
// Without script it is a plain search field. Arrows choose, Enter opens, Escape closes; what was typed stays as it is.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = Object.assign(document.createElement("div"), { className: "suggest__list", id: `${input.id}-list`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  input.form.classList.add("suggest");
  input.form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  let pause = 0;
  let asked = 0;
  let chosen = -1;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    choose(-1);
  };
  const choose = (place) => {
    const options = [...list.children];
    chosen = options.length ? (place + 1 + options.length + 1) % (options.length + 1) - 1 : -1;
    options.forEach((option, each) => option.setAttribute("aria-selected", String(each === chosen)));
    options[chosen]?.scrollIntoView({ block: "nearest" });
    chosen < 0 ? input.removeAttribute("aria-activedescendant") : input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const ask = async () => {
    const typed = input.value.trim();
    const mine = ++asked;
    if (typed.length < 2) return show(false);
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
    const options = answer?.ok ? await answer.text() : "";
    if (mine !== asked || document.activeElement !== input) return;
    list.innerHTML = options;
    for (const option of list.children) option.id = `${input.id}-${option.id}`;
    show(list.children.length > 0);
  };

  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) show(false);
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
