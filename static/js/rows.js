// One more empty row for a list of rows in a form; without script a saved form comes back with two.
for (const list of document.querySelectorAll("[data-rows]")) {
  const set = list.closest("fieldset");
  const total = set.querySelector("[name$=TOTAL_FORMS]");
  const most = Number(set.querySelector("[name$=MAX_NUM_FORMS]").value);
  const button = set.querySelector("[data-add-row]");
  const offer = () => { button.hidden = Number(total.value) >= most; };

  button.addEventListener("click", () => {
    const number = Number(total.value);
    const row = list.lastElementChild.cloneNode(true);
    row.querySelectorAll(".field__errors").forEach((place) => place.remove());
    row.querySelectorAll(".field--wrong").forEach((field) => field.classList.remove("field--wrong"));
    for (const control of row.querySelectorAll("input, select, textarea, label")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = control.getAttribute(name);
        if (value) control.setAttribute(name, value.replace(/-\d+-/, `-${number}-`));
      }
      control.removeAttribute("aria-invalid");
      if (control.matches("input, select, textarea")) control.value = "";
    }
    list.append(row);
    total.value = number + 1;
    offer();
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
  });
  offer();
}
