// A <details data-menu> closes on a click beside it and on Escape, which gives the focus back to its button.
const close = (menu) => menu.removeAttribute("open");
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(target)) close(menu);
});
document.addEventListener("keydown", ({ key, target }) => {
  const menu = key === "Escape" && target.closest("details[data-menu][open]");
  if (!menu) return;
  close(menu);
  menu.querySelector("summary").focus();
});
