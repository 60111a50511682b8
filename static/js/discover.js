// The filters of the search page answer as they are changed: htmx fetches the list, this keeps what a swap would lose.
const form = document.querySelector("#filters");
const groups = () => [...form.querySelectorAll("details[data-group]")];

// A choice of one: ticking it takes the tick off its neighbours, before the form is read.
addEventListener("change", ({ target }) => {
  if (!target.matches?.("input[data-single]") || !target.checked) return;
  for (const other of form.querySelectorAll(`input[name="${target.name}"]`)) other.checked = other === target;
}, true);

// The order stands beside the list, outside the form that it belongs to.
document.addEventListener("change", ({ target }) => target.matches?.("select[form=filters]") && form.requestSubmit());

// The list has changed with every tick, so the button of the drawer has only to close it.
form.addEventListener("click", (event) => {
  if (!event.target.closest("[data-filters-done]")) return;
  event.preventDefault();
  event.stopPropagation();
  form.hidePopover();
}, true);

// Groups that the reader opened or closed stay so.
let open = new Map();
const list = () => document.querySelector("#results");
document.addEventListener("htmx:beforeRequest", () => list().setAttribute("aria-busy", "true"));
document.addEventListener("htmx:beforeSwap", () => (open = new Map(groups().map((each) => [each.dataset.group, each.open]))));
document.addEventListener("htmx:afterSettle", () => {
  for (const each of groups()) if (open.has(each.dataset.group)) each.open = open.get(each.dataset.group);
});

// What cannot be fetched is asked for in the plain way.
for (const wrong of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(wrong, () => form.submit());
