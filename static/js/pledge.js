// What a pledge costs, worked out by the server while it is chosen. Without script the next page shows it.
const form = document.querySelector("form[data-sum]");
let asked = 0;
let waiting = 0;

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const mine = (asked += 1);
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrfmiddlewaretoken");
    const answer = await fetch(`${form.dataset.sum}?${typed}`).catch(() => null);
    if (answer?.ok && mine === asked) document.getElementById("pledge-sum").innerHTML = await answer.text();
  }, 250);
});
