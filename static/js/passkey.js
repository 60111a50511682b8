// A passkey is made or shown before its form is sent: <form data-passkey="make|show"> with a field `credential`.
// What the browser is asked for stands in the JSON element #passkey-options, or comes from data-options-url.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const keys = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));

const opened = ({ publicKey: asked }) => ({
  ...asked,
  challenge: bytes(asked.challenge),
  ...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
  ...(asked.excludeCredentials && { excludeCredentials: keys(asked.excludeCredentials) }),
  ...(asked.allowCredentials && { allowCredentials: keys(asked.allowCredentials) }),
});

const closed = (made) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].filter((part) => made.response[part]);
  const response = Object.fromEntries(parts.map((part) => [part, text(made.response[part])]));
  return { id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(), response };
};

const options = async ({ dataset: { optionsUrl } }) => {
  const found = optionsUrl
    ? await (await fetch(optionsUrl, { headers: { Accept: "application/json" } })).json()
    : JSON.parse(document.getElementById("passkey-options").textContent);
  return found.creation_options ?? found.request_options;
};

// A passkey belongs to a name; a page at a bare number (127.0.0.1) can have none.
const isNamed = !/^[\d.]+$|:/.test(location.hostname);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const find = (part) => form.querySelector(`[data-passkey-${part}]`);
  const canBe = isNamed && "credentials" in navigator && "PublicKeyCredential" in window;
  find("button").hidden = !canBe;
  find("nameless").hidden = isNamed;
  if (!isNamed) find("nameless").querySelector("a").href = location.href.replace(location.hostname, "localhost");

  const field = form.elements.credential;
  field.value = "";

  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    find("problem").hidden = true;
    try {
      const publicKey = opened(await options(form));
      const made = form.dataset.passkey === "make" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      field.value = JSON.stringify(closed(made));
      form.requestSubmit();
    } catch (error) {
      find("problem").hidden = false;
    }
  });
}
