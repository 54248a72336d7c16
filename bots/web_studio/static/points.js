// Templates of faces that are dragged onto a picture in which none are found.
const EYES = [["left_eye_outer", "left_eye_inner", "left_eye_top"], ["right_eye_inner", "right_eye_outer", "right_eye_top"]];
export const NAMES = [...EYES.flat(), "mouth_left", "mouth_right", "upper_lip", "lower_lip", "chin"];
// Unit: the distance of the eyes from one another; the middle between them is 0, 0.
const TEMPLATE = {
  left_eye_outer: [-0.68, 0], left_eye_inner: [-0.32, 0], left_eye_top: [-0.5, -0.2],
  right_eye_inner: [0.32, 0], right_eye_outer: [0.68, 0], right_eye_top: [0.5, -0.2],
  mouth_left: [-0.42, 0.84], mouth_right: [0.42, 0.84], upper_lip: [0, 0.94], lower_lip: [0, 0.96], chin: [0, 1.5],
};
const APART = 15; // pixels by which the handles of the lips stand beside their points
const NEAR = { mouse: 20, pen: 24, touch: 34 }; // pixels within which a handle is meant
const CLEARLY = { mouse: 0, pen: 6, touch: 12 }; // pixels by which the next one is farther away
const TAP = 8; // pixels: what moves less was a tap
const LENS = 120; // pixels of the magnifying glass, at most
const MAGNIFIED = 3;
const STEP = 0.005; // of the picture, for a press of an arrow key
const SVG = "http://www.w3.org/2000/svg";

/** Points of the template in a picture, as shares of its size; over a box in pixels if there is one. */
export function template(width, height, box) {
  const unit = box ? 0.42 * box.width : 0.3 * Math.min(width, height);
  const [x, y] = box ? [box.x + box.width / 2, box.y + 0.35 * box.width] : [width / 2, height / 2 - 0.5 * unit];
  return Object.fromEntries(NAMES.map((name) => [name, [(x + unit * TEMPLATE[name][0]) / width, (y + unit * TEMPLATE[name][1]) / height]]));
}

/** Points of one more face, where there is most room between the others. */
export function another(width, height, faces) {
  const unit = 0.2 * Math.min(width, height);
  const others = faces.map((points) => NAMES.map((name) => [points[name][0] * width, points[name][1] * height]).reduce((sum, point) => [sum[0] + point[0] / NAMES.length, sum[1] + point[1] / NAMES.length], [0, 0]));
  const shares = [0.25, 0.4, 0.5, 0.6, 0.75];
  const places = shares.flatMap((x) => shares.map((y) => [x * width, y * height]));
  const room = (place) => Math.min(...others.map((other) => Math.hypot(place[0] - other[0], place[1] - other[1])));
  const [x, y] = places.reduce((best, place) => (room(place) > room(best) ? place : best));
  return Object.fromEntries(NAMES.map((name) => [name, [(x + unit * TEMPLATE[name][0]) / width, (y + unit * (TEMPLATE[name][1] - 0.5)) / height]]));
}

/** Lets somebody place the points of faces on a layer that covers the picture.
 *
 * One point, or the face as a whole, is chosen: by its handle, or by `step`. A finger moves it from
 * anywhere on the picture, and a tap puts it there, so that nobody need hit a small handle.
 */
export class Editor {
  constructor({ layer, picture, texts, say, tell, chosen }) {
    Object.assign(this, { layer, picture, texts, say, tell, chosen, faces: [], active: 0, handles: {}, pointers: new Map() });
    this.drawing = document.createElementNS(SVG, "svg");
    this.drawing.setAttribute("aria-hidden", "true");
    [this.shade, this.lines, this.others] = ["shade", "", "others"].map((name) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", name);
      return path;
    });
    this.drawing.append(this.shade, this.others, this.lines);
    this.lens = document.createElement("canvas");
    this.lens.className = "lens";
    this.lens.setAttribute("aria-hidden", "true");
    layer.replaceChildren(this.drawing);
    for (const name of ["whole", ...NAMES]) this.#addHandle(name);
    layer.append(this.lens);
    layer.addEventListener("pointerdown", (event) => this.#press(event));
    layer.addEventListener("pointermove", (event) => this.#drag(event));
    for (const over of ["pointerup", "pointercancel"]) layer.addEventListener(over, (event) => this.#release(event));
    new ResizeObserver(() => this.#draw()).observe(layer);
  }

  get points() {
    return this.faces[this.active] ?? {};
  }

  set points(points) {
    this.faces[this.active] = points;
  }

  open(faces, active = 0) {
    this.faces = [...faces];
    this.activate(active);
  }

  /** Move the points of this face from now on. */
  activate(place) {
    this.active = place;
    this.choose("whole");
  }

  /** Choose the next point, or the one before; the face as a whole is one of them. */
  step(by) {
    const names = ["whole", ...NAMES];
    this.choose(names[(names.indexOf(this.current) + by + names.length) % names.length]);
  }

  choose(name) {
    this.current = name;
    for (const [one, { classList }] of Object.entries(this.handles)) classList.toggle("current", one === name);
    this.chosen(name);
    this.#draw();
  }

  /** Scale and turn everything about its middle; false when that would leave the picture. */
  transform(factor, radians) {
    const [width, height] = this.#size();
    const [x, y] = this.#middle();
    const [cos, sin] = [Math.cos(radians) * factor, Math.sin(radians) * factor];
    const moved = this.#map(([px, py]) => {
      const [dx, dy] = [(px - x) * width, (py - y) * height];
      return [x + (cos * dx - sin * dy) / width, y + (sin * dx + cos * dy) / height];
    });
    return this.#take(moved);
  }

  #addHandle(name) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = name === "whole" ? "handle whole" : "handle";
    handle.setAttribute("aria-label", this.texts[`point_${name}`]);
    handle.addEventListener("keydown", (event) => this.#key(event, name));
    handle.addEventListener("focus", () => this.current !== name && this.choose(name));
    this.handles[name] = handle;
    this.layer.append(handle);
  }

  #size() {
    return [this.layer.clientWidth || 1, this.layer.clientHeight || 1];
  }

  #map(change) {
    return Object.fromEntries(NAMES.map((name) => [name, change(this.points[name], name)]));
  }

  #middle() {
    const ends = NAMES.map((name) => this.points[name]);
    return [0, 1].map((axis) => ends.reduce((sum, point) => sum + point[axis], 0) / ends.length);
  }

  #take(points) {
    // Pushed back into the picture as a whole, unless it is larger than that.
    const push = [0, 1].map((axis) => {
      const along = NAMES.map((name) => points[name][axis]);
      const [least, most] = [Math.min(...along), Math.max(...along)];
      if (most - least > 1) return null;
      return least < 0 ? -least : Math.min(1 - most, 0);
    });
    if (push.includes(null)) return false;
    this.points = Object.fromEntries(NAMES.map((name) => [name, points[name].map((part, axis) => Math.min(Math.max(part + push[axis], 0), 1))]));
    this.#draw();
    return true;
  }

  #move(name, dx, dy) {
    if (name === "whole") this.#take(this.#map(([x, y]) => [x + dx, y + dy]));
    else this.#take({ ...this.points, [name]: [this.points[name][0] + dx, this.points[name][1] + dy].map((part) => Math.min(Math.max(part, 0), 1)) });
  }

  #key(event, name) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = STEP * (event.shiftKey ? 6 : 1);
    this.#move(name, step * way[0], step * way[1]);
    this.#tellPlace(name);
  }

  #tellPlace(name) {
    const [x, y] = (name === "whole" ? this.#middle() : this.points[name]).map((part) => Math.round(100 * part));
    this.tell(this.say("place_at", { name: this.texts[`point_${name}`], x, y }));
  }

  #press(event) {
    event.preventDefault();
    const at = this.#place(event);
    this.layer.setPointerCapture(event.pointerId);
    const kind = event.pointerType;
    const one = { at, from: at, kind, meant: this.#meant(at, kind), moved: this.pointers.size > 0 };
    this.pointers.set(event.pointerId, one);
    if (this.pointers.size > 1) return;
    this.layer.classList.add("moving");
    // A finger may tap beside other handles: only a drag that begins on one takes it.
    if (kind === "mouse") this.#seize(one.meant);
  }

  #seize(name) {
    this.handles[name].focus({ preventScroll: true, focusVisible: false });
    if (this.current !== name) this.choose(name);
  }

  #meant(at, kind) {
    const away = Object.entries(this.handles).map(([name, handle]) => [Math.hypot(handle.offsetLeft + handle.offsetWidth / 2 - at[0], handle.offsetTop + handle.offsetHeight / 2 - at[1]), name]);
    const [[first, nearest], [second]] = away.sort((one, other) => one[0] - other[0]);
    const reach = NEAR[kind] ?? NEAR.mouse;
    if (first <= reach && second - first >= (CLEARLY[kind] ?? 0)) return nearest;
    if (this.current !== "whole" && kind !== "mouse") return this.current;
    return first <= reach ? nearest : "whole";
  }

  #drag(event) {
    const one = this.pointers.get(event.pointerId);
    if (!one) return;
    const now = this.#place(event);
    if (!one.moved) {
      if (Math.hypot(now[0] - one.from[0], now[1] - one.from[1]) <= TAP) return;
      one.moved = true;
      this.#seize(one.meant);
    }
    const [width, height] = this.#size();
    const other = [...this.pointers.values()].find((pointer) => pointer !== one);
    if (other) {
      // Two fingers scale and turn the face, and carry it along.
      const [before, after] = [one.at, now].map((at) => [at[0] - other.at[0], at[1] - other.at[1]]);
      const lengths = [before, after].map((way) => Math.hypot(...way) || 1);
      this.transform(lengths[1] / lengths[0], Math.atan2(after[1], after[0]) - Math.atan2(before[1], before[0]));
      this.#move("whole", (now[0] - one.at[0]) / 2 / width, (now[1] - one.at[1]) / 2 / height);
    } else {
      this.#move(this.current, (now[0] - one.at[0]) / width, (now[1] - one.at[1]) / height);
    }
    one.at = now;
  }

  #release(event) {
    const one = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    for (const pointer of this.pointers.values()) pointer.moved = true;
    if (this.pointers.size) return;
    this.layer.classList.remove("moving");
    if (!one || event.type === "pointercancel") return;
    if (!one.moved && one.kind !== "mouse") {
      const [width, height] = this.#size();
      if (this.current === "whole") this.#seize(one.meant);
      else this.#take({ ...this.points, [this.current]: [one.at[0] / width, one.at[1] / height] });
    }
    this.#tellPlace(this.current);
  }

  #place(event) {
    const box = this.layer.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #draw() {
    if (!this.points.chin) return;
    const [width, height] = this.#size();
    const at = (name) => [this.points[name][0] * width, this.points[name][1] * height];
    const down = this.#down(at);
    for (const name of NAMES) {
      const beside = { upper_lip: -APART, lower_lip: APART }[name] ?? 0;
      const [x, y] = at(name);
      this.#put(name, x + beside * down[0], y + beside * down[1]);
    }
    const eyes = EYES.map(([from, to]) => middle(at(from), at(to)));
    const between = middle(...eyes);
    const lips = middle(at("upper_lip"), at("lower_lip"));
    this.#put("whole", ...middle(between, lips));
    this.drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const drawn = this.faces.map((points) => outlines((name) => [points[name][0] * width, points[name][1] * height]));
    this.shade.setAttribute("d", drawn.join(""));
    this.lines.setAttribute("d", drawn[this.active]);
    this.others.setAttribute("d", drawn.filter((_, place) => place !== this.active).join(""));
    this.#magnify(at, width, height);
  }

  #magnify(at, width, height) {
    const { lens, picture } = this;
    lens.hidden = this.current === "whole" || !picture.naturalWidth;
    if (lens.hidden) return;
    const [x, y] = at(this.current);
    const side = Math.round(Math.min(LENS, 0.36 * width, 0.36 * height));
    const dots = Math.round(side * devicePixelRatio);
    if (lens.width !== dots) lens.width = lens.height = dots;
    Object.assign(lens.style, { width: `${side}px`, height: `${side}px`, left: x < width / 2 ? "auto" : "6px", right: x < width / 2 ? "6px" : "auto", top: y < height / 2 ? "auto" : "6px", bottom: y < height / 2 ? "6px" : "auto" });
    const view = side / MAGNIFIED;
    const scale = [picture.naturalWidth / width, picture.naturalHeight / height];
    const pen = lens.getContext("2d");
    pen.clearRect(0, 0, dots, dots);
    pen.drawImage(picture, (x - view / 2) * scale[0], (y - view / 2) * scale[1], view * scale[0], view * scale[1], 0, 0, dots, dots);
    for (const [colour, thick] of [["#000a", 4], ["#ffd479", 1.6]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = thick * devicePixelRatio;
      pen.beginPath();
      const [half, gap, arm] = [0.5, 0.05, 0.2].map((share) => share * dots);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        pen.moveTo(half + dx * gap, half + dy * gap);
        pen.lineTo(half + dx * arm, half + dy * arm);
      }
      pen.stroke();
    }
  }

  #down(at) {
    const [left, right] = [at("mouth_left"), at("mouth_right")];
    const length = Math.hypot(right[0] - left[0], right[1] - left[1]) || 1;
    return [-(right[1] - left[1]) / length, (right[0] - left[0]) / length];
  }

  #put(name, x, y) {
    const { style } = this.handles[name];
    style.left = `${x}px`;
    style.top = `${y}px`;
  }
}

/** The lines of a face: eyes, lips and jaw. */
function outlines(at) {
  const lips = middle(at("upper_lip"), at("lower_lip"));
  return [...EYES.map((eye) => ellipse(...eye.map(at))), curve("mouth_left", "upper_lip", "mouth_right", at), curve("mouth_left", "lower_lip", "mouth_right", at), jaw(at, lips)].join("");
}

const middle = (one, other) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];

function ellipse(from, to, top) {
  const centre = middle(from, to);
  const across = [(to[0] - from[0]) / 2, (to[1] - from[1]) / 2];
  const rise = [top[0] - centre[0], top[1] - centre[1]];
  const steps = Array.from({ length: 25 }, (_, step) => (step * Math.PI) / 12);
  const points = steps.map((turn) => [0, 1].map((axis) => centre[axis] + Math.cos(turn) * across[axis] + Math.sin(turn) * rise[axis]));
  return `M${points.map((point) => point.join(" ")).join("L")}Z`;
}

function curve(from, over, to, at) {
  // A parabola through three points, as the lips are drawn.
  const [start, peak, end] = [at(from), at(over), at(to)];
  const control = [0, 1].map((axis) => 2 * peak[axis] - (start[axis] + end[axis]) / 2);
  return `M${start.join(" ")}Q${control.join(" ")} ${end.join(" ")}`;
}

function jaw(at, lips) {
  const [chin, left, right] = [at("chin"), at("mouth_left"), at("mouth_right")];
  const half = [(right[0] - left[0]) / 3, (right[1] - left[1]) / 3];
  const up = [(lips[0] - chin[0]) * 0.3, (lips[1] - chin[1]) * 0.3];
  const ends = [-1, 1].map((side) => [0, 1].map((axis) => chin[axis] + side * half[axis] + up[axis]));
  const control = [0, 1].map((axis) => 2 * chin[axis] - (ends[0][axis] + ends[1][axis]) / 2);
  return `M${ends[0].join(" ")}Q${control.join(" ")} ${ends[1].join(" ")}`;
}
