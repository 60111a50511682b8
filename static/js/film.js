// A film is loaded once its link is pressed: the player takes the place of the picture.
for (const link of document.querySelectorAll("a[data-film]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    Object.assign(player, {
      src: link.dataset.film,
      title: link.dataset.title,
      className: "film__player",
      allow: "autoplay; fullscreen; picture-in-picture",
      allowFullscreen: true,
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    player.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
    link.replaceWith(player);
    player.focus();
  });
}
