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
