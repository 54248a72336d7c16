"use strict";
// The transcript beside each video: a line leads to its moment, and the one that is said is marked.
for (const player of document.querySelectorAll("video")) {
  const lines = [...player.closest("section, main").querySelectorAll("button[data-start]")];
  for (const line of lines) {
    line.addEventListener("click", () => {
      player.currentTime = Number(line.dataset.start);
      player.play();
    });
  }
  player.addEventListener("timeupdate", () => {
    const said = lines.findLast((line) => player.currentTime >= Number(line.dataset.start) - 0.05);
    for (const line of lines) {
      if (line === said) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  });
}
