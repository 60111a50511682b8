// Checks a file against the fingerprints on the page without sending it anywhere: form[data-proof] with a file field,
// rows with data-sha, and the words of the answer in data-yes and data-no. Without script the site reads the file.
for (const form of document.querySelectorAll("form[data-proof]")) {
  form.addEventListener("submit", async (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || !globalThis.crypto?.subtle) return;
    event.preventDefault();
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const sha = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const row = document.querySelector(`[data-sha="${sha}"]`);
    for (const marked of document.querySelectorAll(".is-found")) marked.classList.remove("is-found");
    row?.classList.add("is-found");
    const result = form.querySelector("[data-result]");
    result.dataset.is = row ? "yes" : "no";
    result.textContent = `${row ? form.dataset.yes : form.dataset.no} ${sha}`;
  });
}
