// Keeps the offline page at hand.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");
