// Says what a script has done. Any behaviour may ask: document.dispatchEvent(new CustomEvent("say", { detail: "Copied" })).
// It goes after eight seconds, but never while it is pointed at or holds the focus.
const region = document.createElement("div");
region.className = "toasts toasts--floating wrap";
region.setAttribute("role", "status");
document.body.append(region);

document.addEventListener("say", ({ detail }) => {
  const { text, url, act, isWrong = false } = typeof detail === "string" ? { text: detail } : detail;
  const toast = document.createElement("p");
  toast.className = isWrong ? "toast toast--danger" : "toast";
  toast.textContent = text;
  if (url) toast.append(Object.assign(document.createElement("a"), { href: url, textContent: act }));
  region.replaceChildren(toast);
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 8000);
});
