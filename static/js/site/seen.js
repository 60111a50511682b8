// Counts a visit to the page of a listing, also when the page came from a cache: <body data-seen="the listing's id">.
// A page that is loaded ahead or in the background counts once it is on the screen.
const { seen } = document.body.dataset;
const tell = () => navigator.sendBeacon("/seen/", new URLSearchParams({ listing: seen, from: document.referrer }));

if (seen && document.visibilityState === "visible") tell();
else if (seen) document.addEventListener("visibilitychange", tell, { once: true });
