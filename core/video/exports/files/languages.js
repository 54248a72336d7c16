"use strict";
// One language is shown at a time; without a script all of them are.
const buttons = [...document.querySelectorAll(".switch button")];
const sections = buttons.map((button) => document.getElementById(button.getAttribute("aria-controls")));

function show(chosen) {
  buttons.forEach((button, index) => {
    const shown = button === chosen;
    button.setAttribute("aria-pressed", String(shown));
    sections[index].hidden = !shown;
    if (!shown) sections[index].querySelector("video").pause();
  });
  document.documentElement.lang = chosen.lang;
  document.documentElement.dir = chosen.dir;
}

function spoken(language) {
  const base = language.toLowerCase().split("-")[0];
  const codes = buttons.map((button) => button.dataset.language.toLowerCase());
  return buttons[codes.indexOf(language.toLowerCase())] ?? buttons.find((_, index) => codes[index].split("-")[0] === base);
}

for (const button of buttons) button.addEventListener("click", () => show(button));
show(navigator.languages.map(spoken).find(Boolean) ?? buttons[0]);

// The transcript: each line leads to its moment, and the one that is said is marked.
for (const section of sections) {
  const player = section.querySelector("video");
  const lines = [...section.querySelectorAll("button[data-start]")];
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
