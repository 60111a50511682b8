{% load static %}// Keeps the offline page, its style and its letters at hand, and shows notices when no page is open. Pages themselves
// are never kept: they show sums and states.
const KEPT = "kept-{% static 'built/site.css' %}";
const FILES = ["{% url 'kit:offline' %}", "/static/built/site.css", "/static/icons/mark.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { credentials: "omit", cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match("{% url 'kit:offline' %}")));
  } else if (FILES.includes(new URL(event.request.url).pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});

self.addEventListener("push", (event) => {
  const { title, text, url, tag } = event.data.json();
  const look = { body: text, tag, data: { url }, icon: "{% static 'built/icons/any-192.png' %}" };
  event.waitUntil(self.registration.showNotification(title, look));
});

// The browser's maker has moved its mailbox: tell the site the new one, or this device falls silent.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(move(event.oldSubscription, event.newSubscription));
});

async function move(old, given) {
  if (!old) return;
  const made = given ?? (await self.registration.pushManager.subscribe(old.options));
  const { endpoint, keys } = made.toJSON();
  const body = new URLSearchParams({ old: old.endpoint, endpoint, ...keys });
  await fetch("{% url 'social:renew_device' %}", { method: "POST", body });
}

// In a window of its own: a page that is open already may hold something half written.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.url));
});
