// The tabs of a long page mark the part that is being read. Without script they are links all the same.
const LINE = 0.4; // of the screen: a part is being read once its head has passed this height

for (const tabs of document.querySelectorAll("[data-spy]")) {
  const part = (link) => document.querySelector(link.hash);
  const links = [...tabs.querySelectorAll("a")].filter((link) => !part(link).closest("aside"));
  const isAtEnd = () => scrollY + innerHeight > document.documentElement.scrollHeight - 2; // the last part may be short
  const isPassed = (link) => part(link).getBoundingClientRect().top < innerHeight * (isAtEnd() ? 1 : LINE);
  let drawn = 0;

  const mark = () => {
    const read = links.findLast(isPassed) ?? links[0];
    for (const link of links) link.removeAttribute("aria-current");
    read.setAttribute("aria-current", "true");
  };
  addEventListener("scroll", () => {
    cancelAnimationFrame(drawn);
    drawn = requestAnimationFrame(mark);
  }, { passive: true });
}
