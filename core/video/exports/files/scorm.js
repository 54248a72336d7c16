"use strict";
// Reports to a learning platform (SCORM 1.2 Run-Time Environment): completed when the video was
// watched to its end, whichever parts on which day; and where it was left off.
(() => {
  const video = document.querySelector("video");
  const ENOUGH = 0.95; // of the video
  const api = findApi(window) ?? (window.opener ? findApi(window.opener) : null);
  if (!api || api.LMSInitialize("") === "false") return;
  const opened = Date.now();
  const get = (name) => api.LMSGetValue(`cmi.${name}`);
  const set = (name, value) => api.LMSSetValue(`cmi.${name}`, String(value));
  let done = ["completed", "passed"].includes(get("core.lesson_status"));
  const before = read(get("suspend_data"));
  if (!done) set("core.lesson_status", "incomplete");
  let over = false;

  const start = () => {
    const left = Number(get("core.lesson_location"));
    if (left > 0 && left < ENOUGH * video.duration) video.currentTime = left;
  };
  if (video.readyState >= 1) start();
  else video.addEventListener("loadedmetadata", start, { once: true });
  for (const event of ["pause", "ended"]) video.addEventListener(event, report);
  addEventListener("pagehide", finish);
  addEventListener("beforeunload", finish);

  function findApi(from) {
    let frame = from;
    for (let step = 0; step < 10; step += 1) {
      try {
        if (frame.API) return frame.API;
      } catch {
        return null; // a page of somebody else
      }
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  }

  function read(text) {
    try {
      const ranges = JSON.parse(text || "[]");
      return Array.isArray(ranges) ? ranges.filter((range) => range.length === 2) : [];
    } catch {
      return [];
    }
  }

  // What was played, as ranges of tenths of seconds that do not overlap.
  function watched() {
    const ranges = [...before];
    for (let i = 0; i < video.played.length; i += 1) {
      ranges.push([Math.round(video.played.start(i) * 10), Math.round(video.played.end(i) * 10)]);
    }
    const joined = [];
    for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
      const last = joined.at(-1);
      if (last && from <= last[1] + 3) last[1] = Math.max(last[1], to);
      else joined.push([from, to]);
    }
    return joined;
  }

  function report() {
    if (over) return;
    const ranges = watched();
    const seen = ranges.reduce((sum, [from, to]) => sum + to - from, 0) / 10;
    if (!done && seen >= ENOUGH * video.duration) {
      done = true;
      set("core.lesson_status", "completed");
    }
    set("core.lesson_location", video.ended ? 0 : video.currentTime.toFixed(1));
    const kept = JSON.stringify(ranges);
    if (kept.length <= 4096) set("suspend_data", kept); // as much as SCORM 1.2 keeps
    api.LMSCommit("");
  }

  function finish() {
    if (over) return;
    report();
    over = true;
    const seconds = Math.floor((Date.now() - opened) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    set("core.session_time", `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.00`);
    set("core.exit", done ? "" : "suspend");
    api.LMSFinish("");
  }
})();
