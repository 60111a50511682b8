// Notices on this device: [data-push] holds the site's public key and what to show in each state of the browser; the
// forms in it are sent once the browser has said yes. data-endpoint is what the site knows of this device.
const place = document.querySelector("[data-push]");
const { push: applicationServerKey, endpoint: known, failed } = place.dataset;
const worker = "PushManager" in window && "Notification" in window ? navigator.serviceWorker?.ready : null;
const part = (state) => place.querySelector(`[data-push-when=${state}]`);
const current = async () => (await worker).pushManager.getSubscription();

const show = (state) => {
  for (const each of place.querySelectorAll("[data-push-when]")) each.hidden = each !== part(state);
};

const look = async () => {
  if (!worker) return show("cannot");
  if (Notification.permission === "denied") return show("denied");
  show(known && (await current())?.endpoint === known ? "on" : "off");
};

part("off").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if ((await Notification.requestPermission()) !== "granted") return look();
  try {
    await (await current())?.unsubscribe(); // of an earlier key, or of who used this browser before
    const subscription = await (await worker).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys } = subscription.toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
    form.submit();
  } catch {
    document.dispatchEvent(new CustomEvent("say", { detail: { text: failed, isWrong: true } }));
  }
});

part("on")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  await (await current())?.unsubscribe();
  form.submit();
});

look();
