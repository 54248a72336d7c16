// A story: a list of parts, each a photo that speaks, a recording, a card or a pause, as one video.
const $ = (id) => document.getElementById(id);
const KINDS = ["speak", "record", "card", "pause"];
const HEAD = { voice: "voice", language: "language", expression: "expression", strength: "strength", motion: "motion", pitch: "pitch", pace: "pace", layout: "format" };
const NUMBERS = ["strength", "motion", "pitch", "pace"];

/** A string of TOML; JSON is one but for the letter DEL. */
const quoted = (text) => JSON.stringify(text).replaceAll("\x7f", "\\u007f");

/** Show the list; returns what the form of the page calls. */
export function showStories({ make, say, texts, device }) {
  const list = $("parts");
  const parts = new Map();
  let last = 0;

  function add(kind, before = null) {
    const id = `part-${(last += 1)}`;
    const part = { kind, photo: null, sound: null };
    const number = make("b", { className: "number" });
    const handle = make("span", { className: "grip", "aria-hidden": "true", title: "" }, "⠿");
    const kinds = make("select", { id: `${id}-kind`, "aria-label": texts.part_kind }, ...KINDS.map((one) => make("option", { value: one, selected: one === kind }, texts[`part_${one}`])));
    const up = make("button", { type: "button", className: "step" }, "↑");
    const down = make("button", { type: "button", className: "step" }, "↓");
    const gone = make("button", { type: "button", className: "x" }, "×");
    const words = make("textarea", { id: `${id}-words`, rows: 2 });
    const card = make("textarea", { id: `${id}-card`, rows: 2 });
    const seconds = make("input", { id: `${id}-seconds`, type: "number", min: "0.2", max: "60", step: "0.1", value: "1" });
    const picture = make("img", { alt: "", hidden: true });
    const photo = make("input", { id: `${id}-photo`, type: "file", className: "unseen", accept: "image/*,.heic,.heif,.avif" });
    const photoName = make("span", { className: "quiet" }, texts.part_same_photo);
    const sound = make("input", { id: `${id}-sound`, type: "file", className: "unseen", accept: "audio/*,video/*,.ogg,.opus,.m4a" });
    const record = make("button", { type: "button", "aria-pressed": "false" }, texts.record_start);
    const listen = make("audio", { controls: true, hidden: true, "aria-label": texts.record_yours });
    const item = make(
      "li",
      {},
      make("div", { className: "row" }, handle, number, kinds, up, down, gone),
      field("speak record", `${id}-words`, texts.part_words, words),
      field("card", `${id}-card`, texts.part_card_words, card),
      field("pause", `${id}-seconds`, texts.part_seconds, seconds),
      shownFor("record", record, button(sound, texts.record_file), listen),
      shownFor("speak record pause", picture, button(photo, texts.part_photo), photoName),
    );
    Object.assign(part, { item, number, up, down, gone, kinds, words, card, seconds });
    parts.set(item, part);
    list.insertBefore(item, before);

    kinds.addEventListener("change", () => choose(part, kinds.value));
    up.addEventListener("click", () => move(item, -1, up));
    down.addEventListener("click", () => move(item, 1, down));
    gone.addEventListener("click", () => {
      const near = item.nextElementSibling ?? item.previousElementSibling;
      parts.delete(item);
      item.remove();
      count();
      (near ? parts.get(near).gone : $("part-add").firstElementChild).focus();
    });
    photo.addEventListener("change", () => {
      if (!photo.files[0]) return;
      part.photo = photo.files[0];
      photoName.textContent = part.photo.name;
      if (picture.src) URL.revokeObjectURL(picture.src);
      picture.src = URL.createObjectURL(part.photo);
      picture.hidden = false;
    });
    picture.addEventListener("error", () => (picture.hidden = true)); // not every browser shows HEIC
    const take = (blob) => {
      part.sound = blob;
      if (listen.src) URL.revokeObjectURL(listen.src);
      listen.src = URL.createObjectURL(blob);
      listen.hidden = false;
    };
    sound.addEventListener("change", () => sound.files[0] && take(sound.files[0]));
    record.addEventListener("click", () => (part.recorder ? part.recorder.stop() : recordInto(part, record, take)));
    drag(item, handle);
    choose(part, kind);
    count();
    return part;
  }

  function field(kinds, id, label, input) {
    return make("div", { "data-kinds": kinds }, make("label", { htmlFor: id }, label), input);
  }
  const shownFor = (kinds, ...children) => make("div", { className: "row", "data-kinds": kinds }, ...children);
  const button = (input, text) => make("label", { className: "button" }, input, text);

  function choose(part, kind) {
    part.kind = kind;
    for (const box of part.item.querySelectorAll("[data-kinds]")) box.hidden = !box.dataset.kinds.split(" ").includes(kind);
  }

  async function recordInto(part, record, take) {
    const stream = await device({ audio: true }, "microphone_blocked");
    if (!stream) return;
    const pieces = [];
    const recorder = (part.recorder = new MediaRecorder(stream));
    const shown = (running) => {
      record.setAttribute("aria-pressed", String(running));
      record.textContent = running ? texts.record_stop : texts.record_again;
    };
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      part.recorder = null;
      shown(false);
      take(new Blob(pieces, { type: recorder.mimeType }));
    });
    recorder.start();
    shown(true);
  }

  function move(item, by, pressed) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    list.insertBefore(item, by < 0 ? other : other.nextElementSibling);
    count();
    if (pressed.disabled) parts.get(item)[by < 0 ? "down" : "up"].focus();
    else pressed.focus();
    tellPlace(item);
  }

  function drag(item, handle) {
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      item.classList.add("dragged");
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      // The others are moved around it: an element that is moved itself loses the pointer.
      const middle = (one) => (one.getBoundingClientRect().top + one.getBoundingClientRect().bottom) / 2;
      while (item.nextElementSibling && middle(item.nextElementSibling) < event.clientY) item.before(item.nextElementSibling);
      while (item.previousElementSibling && middle(item.previousElementSibling) > event.clientY) item.after(item.previousElementSibling);
    });
    const end = () => {
      if (!item.classList.contains("dragged")) return;
      item.classList.remove("dragged");
      count();
      tellPlace(item);
    };
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  function tellPlace(item) {
    $("parts-say").textContent = say("part_moved", { number: [...list.children].indexOf(item) + 1, count: parts.size });
  }

  function count() {
    [...list.children].forEach((item, place) => {
      const part = parts.get(item);
      const number = place + 1;
      part.number.textContent = String(number);
      item.setAttribute("aria-label", say("part_moved", { number, count: parts.size }));
      part.up.disabled = place === 0;
      part.down.disabled = number === parts.size;
      for (const name of ["up", "down", "gone"]) part[name].setAttribute("aria-label", say(`part_${name}`, { number }));
    });
  }

  const adding = (kind) => {
    const adds = make("button", { type: "button" }, `+ ${texts[`part_${kind}`]}`);
    adds.addEventListener("click", () => add(kind).item.querySelector("[data-kinds]:not([hidden]) :is(textarea, input, button)").focus());
    return adds;
  };
  $("story-music").addEventListener("change", () => ($("music-name").textContent = $("story-music").files[0]?.name ?? ""));
  $("part-add").replaceChildren(...KINDS.map(adding));

  return {
    /** Begin with a card and a sentence. */
    chosen(words) {
      if (parts.size) return;
      add("card");
      add("speak").words.value = words ?? "";
    },
    /** Return the form of a story: the plan and its files; null after saying what is missing. */
    form({ photo, options, wrong }) {
      if (!parts.size) return wrong(texts.parts_missing);
      const form = new FormData();
      const names = new Map();
      const file = (blob) => {
        if (!names.has(blob)) {
          names.set(blob, `file-${names.size + 1}`);
          form.append("files", blob, names.get(blob));
        }
        return quoted(names.get(blob));
      };
      const lines = [];
      const title = $("story-title").value.trim();
      if (title) lines.push(`title = ${quoted(title)}`);
      if (photo) lines.push(`photo = ${file(photo)}`);
      if ($("story-music").files[0]) lines.push(`music = ${file($("story-music").files[0])}`);
      for (const [name, key] of Object.entries(HEAD)) {
        const value = options.get(name);
        if (value) lines.push(`${key} = ${NUMBERS.includes(name) ? Number(value) : quoted(value)}`);
      }
      if (options.get("captions") === "true") lines.push("captions = true");
      for (const item of list.children) {
        const part = parts.get(item);
        lines.push("", "[[scene]]");
        const words = part.words.value.trim();
        if (part.kind === "card") lines.push(`card = ${quoted(part.card.value.trim() || title || "…")}`);
        else if (part.photo) lines.push(`photo = ${file(part.photo)}`);
        if (part.kind === "pause") lines.push(`pause = ${Number(part.seconds.value) || 1}`);
        if (part.kind === "record" && part.sound) lines.push(`sound = ${file(part.sound)}`);
        if (["speak", "record"].includes(part.kind) && words) lines.push(`words = ${quoted(words)}`);
        const silent = { speak: !words, record: !part.sound }[part.kind];
        if (silent) {
          item.scrollIntoView({ block: "nearest" });
          part.words.focus();
          return wrong(say("part_empty", { number: part.number.textContent }));
        }
      }
      form.append("plan", `${lines.join("\n")}\n`);
      return form;
    },
  };
}
