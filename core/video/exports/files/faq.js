"use strict";
// <talking-photo>: a face that waits, and answers the question that is pressed. Without this
// script the answers stand below the questions, with a link to each video.
class TalkingPhoto extends HTMLElement {
  #idle;
  #answer;
  #motion;
  #asked = null;

  connectedCallback() {
    this.#idle = this.querySelector(".idle");
    this.#answer = this.querySelector(".answer");
    this.#motion = this.querySelector(".motion");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#motion.hidden = false;
    this.#motion.setAttribute("aria-pressed", String(!calm));
    this.#motion.addEventListener("click", () => {
      const moves = this.#motion.getAttribute("aria-pressed") !== "true";
      this.#motion.setAttribute("aria-pressed", String(moves));
      this.#wait();
    });
    for (const question of this.querySelectorAll("button[data-video]")) {
      question.addEventListener("click", () => (this.#asked === question ? this.#stop() : this.#ask(question)));
    }
    this.#answer.addEventListener("ended", () => this.#stop());
    this.#answer.addEventListener("playing", () => this.#answer.classList.add("shown"));
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#stop(); });
    this.#wait();
  }

  #wait() {
    const moves = this.#motion.getAttribute("aria-pressed") === "true";
    if (moves && !this.#asked) this.#idle.play().catch(() => this.#motion.setAttribute("aria-pressed", "false"));
    else this.#idle.pause();
  }

  #ask(question) {
    this.#stop();
    this.#asked = question;
    question.setAttribute("aria-expanded", "true");
    const { video, track, language } = question.dataset;
    if (track) {
      const captions = document.createElement("track");
      Object.assign(captions, { kind: "captions", src: track, srclang: language || "und", label: question.textContent, default: true });
      this.#answer.append(captions);
    }
    this.#answer.setAttribute("aria-label", question.textContent);
    this.#answer.src = video;
    this.#answer.hidden = false;
    this.#answer.scrollIntoView({ block: "nearest" }); // on a phone the list is below
    this.#answer.play().then(() => this.#wait(), () => this.#answer.classList.add("shown"));
  }

  // The words of the answer stay; the face waits again.
  #stop() {
    if (!this.#asked) return;
    const ended = this.#answer.ended;
    if (!ended) this.#asked.setAttribute("aria-expanded", "false");
    for (const other of this.querySelectorAll("button[data-video]")) {
      if (other !== this.#asked) other.setAttribute("aria-expanded", "false");
    }
    this.#asked = null;
    this.#answer.pause();
    this.#answer.classList.remove("shown");
    this.#answer.hidden = true;
    this.#answer.removeAttribute("src");
    this.#answer.replaceChildren();
    this.#idle.currentTime = 0;
    this.#wait();
  }
}
customElements.define("talking-photo", TalkingPhoto);
