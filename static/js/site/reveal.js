// A password that is typed once may be looked at: <input type="password" data-reveal="Show|Hide">.
for (const input of document.querySelectorAll("input[data-reveal]")) {
  const [show, hide] = (input.dataset.reveal || document.body.dataset.reveal || "Show|Hide").split("|");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: show, className: "field__reveal" });
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const seen = input.type === "text";
    input.type = seen ? "password" : "text";
    button.textContent = seen ? show : hide;
  });
  const frame = document.createElement("span");
  frame.className = "field__with-reveal";
  input.replaceWith(frame);
  frame.append(input, button);
}
