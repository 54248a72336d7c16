// The page: chooses a photo and words, asks the API for the video, and shows it.
const $ = (id) => document.getElementById(id);
const about = $("texts").dataset;
const TEXTS = JSON.parse(about.texts);
const MOST_LETTERS = Number(about.mostLetters);
const MOST_SECONDS = Number(about.mostSeconds);
const INSPECTED_SIDE = 1600; // pixels: enough to judge faces, and quick to send
const FIELDS_FOR_FACES = 4;
const MOST_PLACED = 10; // faces whose points are placed by hand, as the server takes them
const MARKS = /\[\/?(happy|sad|surprised|angry|neutral|whisper|pause|slow|fast|emphasis)[^\]]*\]/gi;

const say = (key, facts = {}) =>
  TEXTS[key].replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(TEXTS.connection_lost);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    if (answer.status === 401) location.reload();
    throw Object.assign(new Error(body.detail ?? TEXTS.connection_lost), { code: body.code });
  }
  return body;
}

// ---- what is shown --------------------------------------------------------------------------

const state = { photo: null, portrait: null, points: null, faces: [], sound: null, job: null, stream: null, voices: [] };

function show(view) {
  // One of: empty, photo, placing, working, finished.
  const waiting = view === "working";
  const placing = view === "placing";
  $("empty").hidden = view !== "empty";
  $("photo").hidden = !(view === "photo" || placing || (waiting && state.shown)); // loaded again, there is none
  $("placing").hidden = $("points").hidden = !placing;
  $("outlines").hidden = placing;
  $("finished").hidden = view !== "finished";
  $("work").hidden = !waiting;
  $("stage").classList.toggle("busy", waiting);
  $("stage").classList.toggle("placing", placing);
  $("take").hidden = view !== "finished";
  $("photo-actions").hidden = !(view === "photo" || view === "finished");
  $("keep-open").hidden = !(view === "photo" && state.photo && state.faces.some((face) => face.can_speak));
  $("keep").hidden = true;
  $("about").hidden = view !== "photo";
  $("place-open").hidden = !(view === "photo" && (state.photo || state.portrait));
  $("place-open").textContent = state.points ? TEXTS.place_again : TEXTS.place;
  const speechless = state.looked?.done && !state.faces.some((face) => face.can_speak);
  $("place-open").className = speechless ? "main" : "link";
  $("place-why").hidden = $("place-open").hidden || !speechless;
  $("go").disabled = waiting || placing;
  drawFrame();
  if (view !== "finished") $("player").pause();
}

const complain = (words = "") => {
  $("wrong").textContent = words.replace(/ \(story\.toml[^)]*\)/, ""); // nobody sees that file here
  $("started").textContent = "";
};

// ---- the photo ------------------------------------------------------------------------------

async function takePhoto(blob) {
  complain();
  if (blob.type && !blob.type.startsWith("image/")) return complain(TEXTS.not_a_picture);
  Object.assign(state, { photo: blob, portrait: null, points: null });
  await lookAt(blob);
}

async function lookAt(blob) {
  const looked = (state.looked = {});
  state.faces = [];
  drawFaces();
  showPicture(blob);
  show("photo");
  $("about").textContent = TEXTS.photo_looking;
  const form = new FormData();
  form.append("photo", await smaller(blob), "photo");
  form.append("preview", "true");
  if (state.points) form.append("points", JSON.stringify(state.points));
  try {
    const found = await ask("/v1/faces", { method: "POST", body: form });
    if (state.looked !== looked) return; // another photo was chosen meanwhile
    showPicture(pictureOf(found.preview));
    state.size = [found.width, found.height];
    looked.done = true;
    state.faces = found.data;
    state.frames = found.frames;
    drawFaces();
    show("photo");
    $("about").replaceChildren(verdicts());
  } catch (error) {
    if (state.looked !== looked) return;
    looked.done = true;
    $("about").replaceChildren(make("p", { className: "no" }, error.message));
    show("photo"); // now with the offer to place the points
  }
  drawLines();
}

// ---- points placed by hand ------------------------------------------------------------------

let editor = null;
let placedAs = [0, 0]; // of the sliders: size and tilt
let placing = null; // the module

$("place-open").addEventListener("click", async () => {
  complain();
  placing ??= await import(about.points);
  const shown = $("shown");
  editor ??= new placing.Editor({
    layer: $("points"), picture: shown, texts: TEXTS, say,
    tell: (words) => ($("place-at").textContent = words),
    chosen: (name) => ($("place-now").textContent = TEXTS[`point_${name}`]),
  });
  const { template } = placing;
  const size = () => [shown.naturalWidth || 4, shown.naturalHeight || 5];
  let faces = state.points;
  if (!faces) {
    const box = state.size && (state.faces.find((face) => !face.can_speak) ?? state.faces[0]);
    let points = box ? template(...state.size, box) : template(...size());
    if (Object.values(points).flat().some((part) => part < 0 || part > 1)) points = template(...size());
    await showUnturned(points);
    if (!box) points = template(...size());
    faces = [points];
  }
  $("place-wrong").textContent = "";
  show("placing");
  editor.open(faces);
  drawPlaced();
  editor.handles.whole.focus({ preventScroll: true });
});

function drawPlaced() {
  // Which of the faces is moved, where there are several.
  const several = editor.faces.length > 1;
  $("place-faces").hidden = $("place-remove").hidden = !several;
  $("place-add").hidden = editor.faces.length >= MOST_PLACED;
  $("place-list").replaceChildren(
    ...editor.faces.map((_, place) => chip("placed", place, say("face_number", { number: place + 1 }), place === editor.active)),
  );
  for (const name of ["size", "tilt"]) $(`place-${name}`).value = 0;
  placedAs = [0, 0];
}
$("place-list").addEventListener("change", (event) => {
  editor.activate(Number(event.target.value));
  for (const name of ["size", "tilt"]) $(`place-${name}`).value = 0;
  placedAs = [0, 0];
});
$("place-add").addEventListener("click", () => {
  const shown = $("shown");
  const points = placing.another(shown.naturalWidth || 4, shown.naturalHeight || 5, editor.faces);
  editor.open([...editor.faces, points], editor.faces.length);
  drawPlaced();
  editor.handles.whole.focus({ preventScroll: true });
});
$("place-remove").addEventListener("click", () => {
  editor.open(editor.faces.filter((_, place) => place !== editor.active));
  drawPlaced();
  editor.handles.whole.focus({ preventScroll: true });
});
$("place-next").addEventListener("click", () => editor.step(1));
$("place-back").addEventListener("click", () => editor.step(-1));

async function showUnturned(points) {
  // As the server reads it: a kind that the browser cannot show, and one that was turned for its faces.
  const form = new FormData();
  const blob = state.photo ?? (await portraitPhoto(state.portrait));
  form.append("photo", await smaller(blob), "photo");
  form.append("preview", "true");
  form.append("points", JSON.stringify(points));
  try {
    const found = await ask("/v1/faces", { method: "POST", body: form });
    showPicture(pictureOf(found.preview));
    await $("shown").decode();
  } catch {
    // The picture that is shown will do; what is wrong is said when the points are there.
  }
}

for (const name of ["size", "tilt"]) {
  $(`place-${name}`).addEventListener("input", () => {
    const now = ["size", "tilt"].map((one) => Number($(`place-${one}`).value));
    const moved = editor.transform(2 ** (now[0] - placedAs[0]), ((now[1] - placedAs[1]) * Math.PI) / 180);
    if (moved) placedAs = now;
    else ["size", "tilt"].forEach((one, place) => ($(`place-${one}`).value = placedAs[place]));
  });
}

$("place-done").addEventListener("click", async () => {
  const before = state.points;
  const left = (points) => points.left_eye_outer[0] + points.right_eye_outer[0];
  state.points = [...editor.faces].sort((one, other) => left(one) - left(other)); // as they are numbered
  const form = new FormData();
  const blob = state.photo ?? (await portraitPhoto(state.portrait));
  form.append("photo", await smaller(blob), "photo");
  form.append("points", JSON.stringify(state.points));
  try {
    await ask("/v1/faces", { method: "POST", body: form });
    await lookAt(blob);
    $("place-open").focus();
  } catch (error) {
    state.points = before;
    $("place-wrong").textContent = error.message;
  }
});
$("place-cancel").addEventListener("click", () => {
  show("photo");
  $("place-open").focus();
});

const portraitPhoto = async (name) => (await fetch(`/v1/portraits/${encodeURIComponent(name)}/photo`)).blob();
const pictureOf = (base64) => new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/jpeg" });

function showPicture(blob) {
  if (state.shown) URL.revokeObjectURL(state.shown);
  state.shown = URL.createObjectURL(blob);
  $("shown").src = state.shown;
}

async function smaller(blob) {
  // The server judges a small copy within a moment; the video is made of the photo itself.
  try {
    const bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    const scale = INSPECTED_SIDE / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return blob;
    const canvas = make("canvas", { width: bitmap.width * scale, height: bitmap.height * scale });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  } catch {
    return blob; // a kind that this browser cannot read, such as HEIC
  }
}

function drawFaces() {
  const several = state.faces.length > 1;
  const [width, height] = state.size ?? [1, 1];
  $("outlines").replaceChildren(
    ...state.faces.map((face) => {
      const name = say("face_number", { number: face.number });
      const outline = several
        ? make("button", { type: "button", "aria-label": name, onclick: () => chooseFace(face) }, make("b", {}, `${face.number}`))
        : make("div", {});
      outline.className = face.can_speak ? "outline" : "outline no";
      outline.style.left = `${(100 * (face.x - 0.06 * face.width)) / width}%`;
      outline.style.top = `${(100 * (face.y - 0.16 * face.width)) / height}%`;
      outline.style.width = `${(112 * face.width) / width}%`;
      outline.style.height = `${(130 * face.width) / height}%`;
      return outline;
    }),
  );
}

function drawFrame() {
  // What of the photo the chosen format keeps, for the faces that will speak.
  const layout = document.querySelector('[name="layout"]:checked').value;
  const speakers = state.faces.filter((face) => face.can_speak);
  const saying = new Set(spoken().map((line) => line.face).filter(Boolean));
  const one = speakers.length === 1 ? speakers[0] : saying.size === 1 && speakers.find((face) => saying.has(face.number));
  const frame = (one ? one.frames : state.frames)?.[layout];
  const [width, height] = state.size ?? [1, 1];
  $("frame").hidden = !frame || layout === "original" || $("photo").hidden || !$("points").hidden || !speakers.length;
  if ($("frame").hidden) return;
  $("frame").className = layout === "round" ? "round" : "";
  const { style } = $("frame");
  style.left = `${(100 * frame.x) / width}%`;
  style.top = `${(100 * frame.y) / height}%`;
  style.width = `${(100 * frame.width) / width}%`;
  style.height = `${(100 * frame.height) / height}%`;
}
for (const choice of document.querySelectorAll('[name="layout"]')) choice.addEventListener("change", drawFrame);

function verdicts() {
  const list = make("ul");
  const several = state.faces.length > 1;
  for (const face of state.faces) {
    const name = several ? `${say("face_number", { number: face.number })}: ` : "";
    const words = face.can_speak ? TEXTS.face_ready : face.message;
    list.append(make("li", { className: face.can_speak ? "" : "no" }, several && face.can_speak ? name + words.toLowerCase() : name + words));
  }
  return list;
}

function chooseFace(face) {
  const line = [...$("lines").children].find((one) => Number(one.dataset.face) === face.number);
  (line ?? $("lines").firstElementChild)?.querySelector("textarea").focus();
  const choice = document.querySelector(`[name="who"][value="${face.number}"]`);
  if (choice) choice.checked = true;
}

$("file").addEventListener("change", () => {
  if ($("file").files[0]) takePhoto($("file").files[0]);
  $("file").value = "";
});
$("change").addEventListener("click", () => {
  show("empty");
  $("file").focus();
});
$("demo").addEventListener("click", async () => {
  try {
    const answer = await fetch("/demo.png");
    if (answer.ok) await takePhoto(await answer.blob());
  } catch {
    complain(TEXTS.connection_lost);
  }
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    const inside = name === "dragover" || name === "dragenter";
    $("stage").classList.toggle("over", inside);
    const file = name === "drop" ? event.dataTransfer.files[0] : null;
    if (!file) return;
    if (/\.(csv|tsv|xlsx)$/i.test(file.name)) batches?.takeTable(file);
    else if (file.type.startsWith("audio/") || file.type.startsWith("video/")) takeSound(file);
    else takePhoto(file);
  });
}
document.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
  if (file) {
    event.preventDefault();
    takePhoto(file);
  }
});

// ---- the camera -----------------------------------------------------------------------------

async function device(wanted, blocked) {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    complain(TEXTS.needs_https);
    return null;
  }
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch {
    complain(TEXTS[blocked]);
    return null;
  }
}

$("camera-open").addEventListener("click", async () => {
  complain();
  const stream = await device({ video: { facingMode: "user", width: { ideal: 1920 } } }, "camera_blocked");
  if (!stream) return;
  $("viewfinder").srcObject = stream;
  $("camera").showModal();
  await $("viewfinder").play();
});
$("camera-take").addEventListener("click", () => {
  const picture = $("viewfinder");
  const canvas = make("canvas", { width: picture.videoWidth, height: picture.videoHeight });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.toBlob((blob) => {
    $("camera").close();
    takePhoto(blob);
  }, "image/jpeg", 0.95);
});
$("camera-close").addEventListener("click", () => $("camera").close());
$("camera").addEventListener("close", () => {
  for (const track of $("viewfinder").srcObject?.getTracks() ?? []) track.stop();
  $("viewfinder").srcObject = null;
});

// ---- words ----------------------------------------------------------------------------------

function drawLines() {
  const kept = [...$("lines").children].map((line) => line.querySelector("textarea").value);
  const speakers = state.faces.filter((face) => face.can_speak);
  const several = state.faces.length > 1 && speakers.length > 1;
  const shown = several ? speakers.slice(0, FIELDS_FOR_FACES) : [null];
  $("lines").className = several ? "several" : "";
  $("lines").replaceChildren(...shown.map((face, place) => newLine(face?.number, kept[place] ?? "")));
  $("line-add").hidden = !several;
  $("who").hidden = !several;
  $("who-list").replaceChildren(
    ...(several ? [...speakers.map((face) => [face.number, say("face_number", { number: face.number })]), ["all", about.everyone]] : []).map(
      ([value, label], place) => chip("who", value, label, place === 0),
    ),
  );
  count();
}

function newLine(face, words = "") {
  const id = `line-${(newLine.count = (newLine.count ?? 0) + 1)}`;
  const area = make("textarea", { id, rows: face ? 2 : 3, value: words, placeholder: face ? "" : TEXTS.words_example });
  area.addEventListener("input", count);
  area.addEventListener("focus", () => (state.line = area));
  if (!face) return make("div", { className: "line" }, make("label", { htmlFor: id, className: "unseen" }, TEXTS.words), area);
  const line = make("div", { className: "line" }, make("label", { htmlFor: id, className: "head" }, say("line_says", { number: face })), area);
  line.dataset.face = face;
  return line;
}

$("line-add").addEventListener("click", () => {
  const speakers = state.faces.filter((face) => face.can_speak).map((face) => face.number);
  const last = Number($("lines").lastElementChild.dataset.face);
  const next = speakers[(speakers.indexOf(last) + 1) % speakers.length];
  const line = newLine(next);
  if (speakers.length > 2) {
    const head = line.querySelector("label");
    const choice = make("select", { "aria-label": TEXTS.who_speaks }, ...speakers.map((number) => make("option", { value: number, selected: number === next }, say("face_number", { number }))));
    choice.addEventListener("change", () => {
      line.dataset.face = choice.value;
      head.textContent = say("line_says", { number: choice.value });
    });
    head.before(choice);
  }
  $("lines").append(line);
  line.querySelector("textarea").focus();
});

const spoken = () =>
  [...$("lines").children]
    .map((line) => ({ face: Number(line.dataset.face) || null, words: line.querySelector("textarea").value.trim() }))
    .filter((line) => line.words);

function wordsAndFace() {
  const lines = spoken();
  if (lines.length > 1) return { words: lines.map((line) => `${line.face}: ${line.words}`).join("\n") };
  return { words: lines[0]?.words ?? "", face: lines[0]?.face ?? null };
}

function count() {
  const letters = spoken().reduce((sum, line) => sum + [...line.words.replace(MARKS, "").trim()].length, 0);
  $("letters").textContent = say("letters", { count: letters, most: MOST_LETTERS });
  $("letters").classList.toggle("over", letters > MOST_LETTERS);
  drawFrame();
  clearTimeout(count.guess);
  count.guess = setTimeout(guessLanguage, 400);
}

for (const button of document.querySelectorAll(".mark")) {
  button.addEventListener("click", () => {
    const area = state.line?.isConnected ? state.line : $("lines").querySelector("textarea");
    const [from, to] = [area.selectionStart, area.selectionEnd];
    const before = area.value.slice(0, from);
    const space = before && !/\s$/.test(before) ? " " : "";
    const { mark } = button.dataset;
    const words = area.value.slice(from, to).trim();
    if (!mark) area.setRangeText(`${space}[pause 1s] `, to, to, "end");
    else if (words) area.setRangeText(`${area.value.slice(from, to).match(/^\s*/)[0]}[${mark}]${words}[/${mark}]${area.value.slice(from, to).match(/\s*$/)[0]}`, from, to, "end");
    else area.setRangeText(`${space}[${mark}] `, from, to, "end");
    area.focus();
    count();
  });
}

async function guessLanguage() {
  const words = spoken().map((line) => line.words).join(" ").replace(MARKS, " ").trim();
  if (words === guessLanguage.last) return;
  guessLanguage.last = words;
  const automatic = $("language-auto");
  if (words.length < 3) {
    automatic.textContent = automatic.dataset.plain;
    state.guessed = null;
  } else {
    try {
      const found = await ask("/v1/language", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ words }) });
      if (words !== guessLanguage.last) return;
      automatic.textContent = say("guessed", { language: found.name });
      state.guessed = found.language;
    } catch {
      return; // the language is guessed again when the video is made
    }
  }
  drawVoices();
}
$("language").addEventListener("change", drawVoices);

// ---- voices ---------------------------------------------------------------------------------

function chip(name, value, label, checked) {
  return make("label", { className: "chip" }, make("input", { type: "radio", name, value, checked }), make("span", {}, label));
}

const base = (code) => code.split("-")[0];

function drawVoices() {
  const language = $("language").value || state.guessed;
  const chosen = document.querySelector('[name="voice"]:checked')?.value ?? "";
  const fitting = state.voices.filter((voice) => !language || voice.languages.some((code) => base(code) === base(language)));
  $("voices").replaceChildren(
    ...[["", $("language-auto").dataset.plain], ...fitting.map((voice) => [voice.name, voice.label])].map(([name, label]) => {
      const row = make("div", { className: "voice" }, chip("voice", name, label, name === chosen));
      if (name) row.append(make("button", { type: "button", "aria-label": about.hear.replace("{voice}", label), onclick: (event) => hear(name, language, event.currentTarget) }, playSign()));
      return row;
    }),
  );
  if (!document.querySelector('[name="voice"]:checked')) document.querySelector('[name="voice"]').checked = true;
  nameVoice();
}

function nameVoice() {
  // What is chosen is seen without opening the box.
  const voice = document.querySelector('[name="voice"]:checked').closest("label").textContent;
  const language = $("language").selectedOptions[0].textContent;
  $("voice-now").textContent = [...new Set([voice, language])].join(" · ");
}
$("voices").addEventListener("change", nameVoice);

function playSign() {
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sign.setAttribute("viewBox", "0 0 16 16");
  sign.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 2.5v11l9-5.5z");
  sign.append(path);
  return sign;
}

const sample = new Audio();
const hear = (name, language, button) => play(`/v1/voices/${encodeURIComponent(name)}/sample${language ? `?language=${encodeURIComponent(language)}` : ""}`, button);

async function play(address, button) {
  button.disabled = true;
  try {
    sample.src = address;
    await sample.play();
  } catch {
    complain(TEXTS.connection_lost);
  } finally {
    button.disabled = false;
  }
}

// ---- a recording ----------------------------------------------------------------------------

let recorder = null;
let batches = null;
let stories = null;

const PANELS = { write: "writing", record: "recording", languages: "in-languages", table: "in-table", story: "in-story" };
const MANY = ["languages", "table"];
const chosenWay = () => document.querySelector('[name="way"]:checked').value;

function showWay() {
  const chosen = chosenWay();
  for (const [way, panel] of Object.entries(PANELS)) $(panel).hidden = way !== chosen;
  $("voice-box").hidden = chosen === "record" || chosen === "languages"; // each language has its own
  $("go").textContent = MANY.includes(chosen) ? TEXTS.make_all : TEXTS.make;
  batches?.chosen(chosen, spoken()[0]?.words);
  if (chosen === "story") stories?.chosen(spoken()[0]?.words);
}
for (const way of document.querySelectorAll('[name="way"]')) way.addEventListener("change", showWay);

$("record").addEventListener("click", () => (recorder ? recorder.stop() : record()));

async function record() {
  complain();
  const stream = await device({ audio: true }, "microphone_blocked");
  if (!stream) return;
  const pieces = [];
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const began = Date.now();
  const meter = levelOf(stream);
  const clock = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    $("record-time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= MOST_SECONDS) recorder?.stop();
  }, 200);
  recorder.addEventListener("stop", () => {
    clearInterval(clock);
    meter.close();
    for (const track of stream.getTracks()) track.stop();
    const kind = recorder.mimeType;
    recorder = null;
    recordButton(false);
    takeSound(new Blob(pieces, { type: kind }));
  });
  recorder.start();
  recordButton(true);
}

function recordButton(running) {
  $("record").setAttribute("aria-pressed", String(running));
  $("record-text").textContent = running ? TEXTS.record_stop : state.sound ? TEXTS.record_again : TEXTS.record_start;
  $("level").hidden = !running;
}

function levelOf(stream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    const level = Math.max(0, Math.min(100, 100 + (20 * Math.log10(rms + 1e-6) * 100) / 60)); // -60 dB to 0
    $("level-now").style.width = `${level}%`;
    $("level").setAttribute("aria-valuenow", String(Math.round(level)));
  }, 80);
  return {
    close() {
      clearInterval(timer);
      context.close();
    },
  };
}

function takeSound(blob) {
  state.sound = blob;
  document.querySelector('[name="way"][value="record"]').click();
  if (state.heard) URL.revokeObjectURL(state.heard);
  state.heard = URL.createObjectURL(blob);
  $("listen").src = state.heard;
  $("heard").hidden = false;
  recordButton(false);
}
$("sound-file").addEventListener("change", () => {
  if ($("sound-file").files[0]) takeSound($("sound-file").files[0]);
  $("sound-file").value = "";
});

// ---- make -----------------------------------------------------------------------------------

$("strength").addEventListener("input", () => {
  $("strength-now").textContent = `${Math.round(100 * Number($("strength").value))} %`;
});

$("make").addEventListener("submit", async (event) => {
  event.preventDefault();
  complain();
  const story = chosenWay() === "story";
  const form = story ? await storyOrder() : order();
  if (!form) return;
  $("go").disabled = true;
  try {
    const many = MANY.includes(chosenWay());
    const address = story ? "/v1/stories" : many ? "/v1/batches" : "/v1/videos";
    const accepted = await ask(address, { method: "POST", body: form });
    $("consent-box")?.remove();
    if (many) {
      $("go").disabled = false;
      $("started").textContent = TEXTS.batch_started;
      await batches.started();
    } else follow(accepted);
  } catch (error) {
    $("go").disabled = false;
    complain(error.message);
    if (error.code === "consent_missing") $("consent")?.focus();
  }
});

function order() {
  const form = new FormData();
  if (state.points) form.append("points", JSON.stringify(state.points));
  if (state.photo) form.append("photo", state.photo, "photo");
  else if (state.portrait) form.append("portrait", state.portrait);
  else {
    complain(TEXTS.photo_first);
    $("file").focus();
    return null;
  }
  const way = chosenWay();
  if (way === "record") {
    if (state.sound) form.append("sound", state.sound, "sound");
    if ($("said-in-it").value.trim()) form.append("words", $("said-in-it").value.trim());
    const who = document.querySelector('[name="who"]:checked');
    if (who && !$("who").hidden) form.append("face", who.value);
  } else if (way === "write") {
    const { words, face } = wordsAndFace();
    if (words) form.append("words", words);
    if (face) form.append("face", face);
  } else {
    const wrong = batches?.add(form, way);
    if (wrong) {
      complain(wrong);
      return null;
    }
  }
  addOptions(form);
  if ($("consent")) form.append("consent", String($("consent").checked));
  return form;
}

async function storyOrder() {
  if (!stories) return null;
  const options = new FormData();
  addOptions(options);
  const photo = state.photo ?? (state.portrait && (await portraitPhoto(state.portrait)));
  const form = stories.form({ photo, options, wrong: (words) => complain(words) ?? null });
  if (form && $("consent")) form.append("consent", String($("consent").checked));
  return form;
}

function addOptions(form) {
  if (!$("voice-box").hidden) {
    const voice = document.querySelector('[name="voice"]:checked')?.value;
    if (voice) form.append("voice", voice);
    if ($("language").value) form.append("language", $("language").value);
  }
  for (const field of $("look").querySelectorAll("input")) {
    if (field.type === "radio" && !field.checked) continue;
    if (field.name !== "shown") form.append(field.name, field.value);
    else form.append("captions", String(field.value !== "off"));
    if (field.value === "highlight") form.append("caption_style", "highlight");
  }
}

/** Set the controls to options; one that is not among them is as usual. */
function chooseOptions(options) {
  $("language").value = options.language ?? "";
  drawVoices();
  const voice = document.querySelector(`[name="voice"][value="${CSS.escape(options.voice ?? "")}"]`);
  if (voice) voice.checked = true;
  for (const field of $("look").querySelectorAll("input")) {
    const shown = options.captions ? (options.caption_style === "highlight" ? "highlight" : "on") : "off";
    const usual = { strength: 1, expression: "neutral", layout: "original", background: "keep", motion: 1, pitch: "", pace: "" };
    const value = String(field.name === "shown" ? shown : (options[field.name] ?? usual[field.name]));
    if (field.type === "radio") field.checked = field.value === value || Number.parseFloat(field.value) === Number.parseFloat(value);
    else field.value = value;
  }
  $("strength").dispatchEvent(new Event("input"));
  drawFrame();
}

function follow(video) {
  state.stream?.close();
  state.job = video.id;
  progress(video);
  show("working");
  $("stage").scrollIntoView({ block: "nearest" });
  const stream = (state.stream = new EventSource(`/v1/videos/${video.id}/events`));
  stream.addEventListener("video", (event) => {
    const now = JSON.parse(event.data);
    if (now.status === "queued" || now.status === "in_progress") return progress(now);
    stream.close();
    finish(now);
  });
  stream.addEventListener("error", () => {
    // The browser connects again by itself, unless the server refused it.
    $("work-text").textContent = TEXTS.connection_lost;
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => state.job === video.id && resume(video.id), 2000);
  });
}

async function resume(id) {
  try {
    const video = await ask(`/v1/videos/${id}`);
    if (video.status === "queued" || video.status === "in_progress") follow(video);
    else finish(video);
  } catch {
    setTimeout(() => state.job === id && resume(id), 3000);
  }
}

function progress(video) {
  $("work-text").textContent = video.message ?? "";
  $("bar").setAttribute("aria-valuenow", String(video.progress));
  $("bar-done").style.width = `${video.progress}%`;
}

function finish(video) {
  state.job = null;
  $("go").disabled = false;
  if (video.status === "completed" && video.available) {
    showVideo(video, true);
  } else {
    show(state.photo || state.portrait ? "photo" : "empty");
    complain(video.error?.message ?? video.message ?? "");
  }
  listVideos();
}

$("cancel").addEventListener("click", () => {
  if (state.job) ask(`/v1/videos/${state.job}`, { method: "DELETE" }).catch((error) => complain(error.message));
});

function showVideo(video, fresh) {
  const content = (variant, save) => `/v1/videos/${video.id}/content?variant=${variant}${save ? "&download" : ""}`;
  const player = $("player");
  state.video = video.id;
  $("link-says").textContent = "";
  $("link-shown").hidden = true;
  player.replaceChildren();
  player.poster = content("poster");
  player.src = content("video");
  if (video.captions) {
    player.append(make("track", { kind: "captions", src: content("vtt"), srclang: video.language ?? document.documentElement.lang, label: TEXTS.transcript, default: !video.captions_burned }));
  }
  $("save-video").href = content("video", true);
  $("save-credentials").href = content("credentials", true);
  $("save-credentials").hidden = !video.credentials;
  $("save-poster").href = content("poster", true);
  for (const variant of ["vtt", "srt", "transcript"]) {
    $(`save-${variant}`).href = content(variant, true);
    $(`save-${variant}`).hidden = !video.captions;
  }
  for (const link of document.querySelectorAll(".export")) link.href = content(link.dataset.variant, true);
  $("said").hidden = !video.captions;
  $("said-words").textContent = "";
  if (video.captions) {
    fetch(content("transcript")).then(async (answer) => {
      if (answer.ok) $("said-words").textContent = await answer.text();
    });
  }
  $("take-notes").textContent = video.notes.filter((note) => note.code !== "several_faces").map((note) => note.message).join("\n");
  show("finished");
  if (fresh) {
    $("player").focus({ preventScroll: true });
    player.play().catch(() => {}); // a browser may want a press for the sound
  } else {
    $("stage").scrollIntoView({ block: "center" });
  }
}

async function share(part) {
  try {
    const link = await ask(`/v1/videos/${state.video}/link`, { method: "POST" });
    const copied = await navigator.clipboard?.writeText(link[part]).then(() => true, () => false);
    $("link-says").textContent = `${copied ? `${TEXTS.link_copied} ` : ""}${link.message}`;
    $("link-shown").value = link[part];
    $("link-shown").hidden = false;
    if (!copied) $("link-shown").select(); // a browser copies by itself on https pages only
  } catch (error) {
    complain(error.message);
  }
}
$("link-copy").addEventListener("click", () => share("url"));
$("link-embed").addEventListener("click", () => share("embed_html"));

// ---- own things -----------------------------------------------------------------------------

async function listVideos() {
  const { data } = await ask("/v1/videos?limit=24");
  const shown = data.filter((video) => video.available);
  $("videos-none").hidden = shown.length > 0;
  $("videos-hint").hidden = shown.length === 0;
  $("videos").replaceChildren(...shown.map(videoCard));
  return data;
}

function videoCard(video) {
  const words = (video.words ?? "").replace(MARKS, "").replace(/\s+/g, " ").trim() || "…";
  const day = new Date(1000 * video.created_at);
  const time = make("time", { dateTime: day.toISOString() }, day.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }));
  const card = make(
    "button",
    { type: "button", className: "open", "aria-label": say("watch", { words }), onclick: () => showVideo(video, false) },
    make("span", { className: "thumb" }, make("img", { src: `/v1/videos/${video.id}/content?variant=poster`, alt: "", loading: "lazy" })),
    make("span", { className: "words" }, words),
    time,
  );
  const gone = make("button", { type: "button", className: "x", "aria-label": say("delete_video", { words }) }, "×");
  gone.addEventListener("click", async () => {
    await ask(`/v1/videos/${video.id}`, { method: "DELETE" }).catch((error) => complain(error.message));
    listVideos();
  });
  return make("li", {}, card, gone);
}

async function listFaces() {
  const { data } = await ask("/v1/portraits");
  $("faces").hidden = data.length === 0;
  $("faces-list").replaceChildren(
    ...data.map(({ name, points }) => {
      const address = `/v1/portraits/${encodeURIComponent(name)}`;
      const use = make("button", { type: "button", className: "use", "aria-label": say("use_face", { name }) }, make("img", { src: `${address}/photo`, alt: "" }));
      use.addEventListener("click", async () => {
        const photo = await portraitPhoto(name);
        Object.assign(state, { photo: null, portrait: name, points: points && [points].flat() });
        await lookAt(photo);
      });
      const gone = make("button", { type: "button", className: "x", "aria-label": say("delete_face", { name }) }, "×");
      gone.addEventListener("click", async () => {
        await ask(address, { method: "DELETE" }).catch((error) => complain(error.message));
        listFaces();
      });
      return make("li", {}, use, gone, make("span", {}, name));
    }),
  );
}

$("keep-open").addEventListener("click", () => {
  $("keep").hidden = false;
  $("keep-name").focus();
});
$("keep-save").addEventListener("click", async () => {
  const form = new FormData();
  form.append("photo", state.photo, "photo");
  form.append("name", $("keep-name").value);
  if (state.points) form.append("points", JSON.stringify(state.points));
  try {
    await ask("/v1/portraits", { method: "POST", body: form });
    $("keep").hidden = true;
    $("keep-name").value = "";
    await listFaces();
  } catch (error) {
    complain(error.message);
  }
});
$("keep-name").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    $("keep-save").click();
  }
});

$("erase-open").addEventListener("click", () => $("erase").showModal());
$("erase-no").addEventListener("click", () => $("erase").close());
$("erase-yes").addEventListener("click", async () => {
  try {
    await ask("/v1/data", { method: "DELETE" });
    location.reload();
  } catch (error) {
    $("erase").close();
    complain(error.message);
  }
});

// ---- whether a file was made here --------------------------------------------------------------

async function verify(files) {
  const isCredentials = (file) => file.name.toLowerCase().endsWith(".c2pa");
  const file = [...files].find((file) => !isCredentials(file)) ?? files[0];
  if (!file) return;
  const credentials = [...files].find((other) => other !== file && isCredentials(other));
  const form = new FormData();
  form.append("file", file, "file");
  if (credentials) form.append("credentials", credentials, "credentials");
  $("verified").textContent = TEXTS.verify_busy;
  try {
    $("verified").textContent = (await ask("/v1/verify", { method: "POST", body: form })).message;
  } catch (error) {
    $("verified").textContent = error.message;
  }
}
$("verify-file").addEventListener("change", () => verify($("verify-file").files));
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  $("verify").addEventListener(name, (event) => {
    event.preventDefault();
    event.stopPropagation();
    $("verify").classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") verify(event.dataTransfer.files);
  });
}

// ---- begin ----------------------------------------------------------------------------------

drawLines();
drawVoices();
async function listVoices() {
  try {
    state.voices = (await ask("/v1/voices")).data;
    drawVoices();
  } catch (error) {
    complain(error.message);
  }
}
listVoices();
import(about.own).then(({ showOwnThings }) => {
  const texts = { hear: about.hear, pitch: about.pitch, pace: about.pace, formants: TEXTS.voice_size };
  showOwnThings({ make, ask, say, play, playSign, texts, changed: listVoices });
});
import(about.stories).then(({ showStories }) => {
  stories = showStories({ make, say, texts: TEXTS, device });
  showWay();
});
import(about.batches).then(({ showBatches }) => {
  const options = () => {
    const form = new FormData();
    addOptions(form);
    return form;
  };
  batches = showBatches({ make, ask, say, texts: TEXTS, made: () => listVideos().catch(() => {}), options, choose: chooseOptions });
  showWay(); // a browser remembers what was chosen before the page was loaded again
});
listFaces().catch(() => {});
listVideos().then((videos) => {
  const running = videos.find((video) => video.status === "queued" || video.status === "in_progress");
  if (running) follow(running); // the page was loaded again meanwhile
}).catch((error) => complain(error.message));
