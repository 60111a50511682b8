// The tabs of a long page mark the part that is being read. Without script they are links all the same.
function mark(links, current) {
  for (const link of links) link.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "true");
}

for (const tabs of document.querySelectorAll("[data-spy]")) {
  const links = [...tabs.querySelectorAll("a")];
  const linkTo = (part) => links.find((link) => link.hash === `#${part.id}`);
  const watch = new IntersectionObserver((parts) => {
    const read = parts.find((part) => part.isIntersecting);
    if (read) mark(links, linkTo(read.target));
  }, { rootMargin: "-30% 0px -60% 0px" });
  for (const link of links) watch.observe(document.querySelector(link.hash));
}
