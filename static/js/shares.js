// What the shares of a team make together, while they are typed. Hundredths are whole numbers, so nothing is rounded.
const said = document.querySelector("[data-shares]");
const form = said.closest("form");
const cents = (text) => {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.replace("%", "").trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "0").padEnd(2, "0")) : 0;
};
const add = () => {
  const total = [...form.querySelectorAll("[data-part]")].reduce((sum, field) => sum + cents(field.value), 0);
  said.value = said.dataset.words.replace("%s", String(total / 100));
  said.classList.toggle("is-off", total !== 10_000);
};

form.addEventListener("input", add);
add();
