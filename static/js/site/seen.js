// Counts a visit to the page of a listing, also when the page came from a cache: <body data-seen="the listing's id">.
// ?via=… (or utm_campaign, utm_source) is the tag of the link that somebody followed.
// A page that is loaded ahead or in the background counts once it is on the screen.
const { seen } = document.body.dataset;
const asked = new URLSearchParams(location.search);
const tag = asked.get("via") || asked.get("utm_campaign") || asked.get("utm_source") || "";
const tell = () => navigator.sendBeacon("/seen/", new URLSearchParams({ listing: seen, from: document.referrer, tag }));

if (seen && document.visibilityState === "visible") tell();
else if (seen) document.addEventListener("visibilitychange", tell, { once: true });
