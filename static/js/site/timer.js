// A timer that runs, to the second: [data-since] holds the moment it began; with data-short, hours and minutes alone. The
// server counts; this only shows it.
const timers = document.querySelectorAll("[data-since]");
const two = (figure) => String(figure).padStart(2, "0");

const tick = () => {
  for (const timer of timers) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.since)) / 1000));
    const short = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`;
    timer.textContent = "short" in timer.dataset ? short : `${short}:${two(seconds % 60)}`;
  }
};

if (timers.length) {
  tick();
  setInterval(tick, 1000);
}
