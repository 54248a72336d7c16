// The template of a face that is dragged onto a picture in which none is found.
const EYES = [["left_eye_outer", "left_eye_inner", "left_eye_top"], ["right_eye_inner", "right_eye_outer", "right_eye_top"]];
const NAMES = [...EYES.flat(), "mouth_left", "mouth_right", "upper_lip", "lower_lip", "chin"];
// Unit: the distance of the eyes from one another; the middle between them is 0, 0.
const TEMPLATE = {
  left_eye_outer: [-0.68, 0], left_eye_inner: [-0.32, 0], left_eye_top: [-0.5, -0.2],
  right_eye_inner: [0.32, 0], right_eye_outer: [0.68, 0], right_eye_top: [0.5, -0.2],
  mouth_left: [-0.42, 0.84], mouth_right: [0.42, 0.84], upper_lip: [0, 0.94], lower_lip: [0, 0.96], chin: [0, 1.5],
};
const APART = 15; // pixels by which the handles of the lips stand beside their points
const NEAR = { mouse: 20, pen: 24, touch: 34 }; // pixels within which a handle is meant
const STEP = 0.005; // of the picture, for a press of an arrow key
const SVG = "http://www.w3.org/2000/svg";

/** Points of the template in a picture, as shares of its size; over a box in pixels if there is one. */
export function template(width, height, box) {
  const unit = box ? 0.42 * box.width : 0.3 * Math.min(width, height);
  const [x, y] = box ? [box.x + box.width / 2, box.y + 0.35 * box.width] : [width / 2, height / 2 - 0.5 * unit];
  return Object.fromEntries(NAMES.map((name) => [name, [(x + unit * TEMPLATE[name][0]) / width, (y + unit * TEMPLATE[name][1]) / height]]));
}

/** Lets somebody place the points on a layer that covers the picture. */
export class Editor {
  constructor({ layer, texts, say, tell }) {
    Object.assign(this, { layer, texts, say, tell, points: {}, handles: {} });
    this.drawing = document.createElementNS(SVG, "svg");
    this.drawing.setAttribute("aria-hidden", "true");
    this.shade = document.createElementNS(SVG, "path");
    this.lines = document.createElementNS(SVG, "path");
    this.shade.setAttribute("class", "shade");
    this.drawing.append(this.shade, this.lines);
    layer.replaceChildren(this.drawing);
    for (const name of ["whole", ...NAMES]) this.#addHandle(name);
    layer.addEventListener("pointerdown", (event) => this.#grab(event));
    new ResizeObserver(() => this.#draw()).observe(layer);
  }

  open(points) {
    this.points = points;
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
    const [x, y] = (name === "whole" ? this.#middle() : this.points[name]).map((part) => Math.round(100 * part));
    this.tell(this.say("place_at", { name: this.texts[`point_${name}`], x, y }));
  }

  #grab(event) {
    const at = this.#place(event);
    const reach = NEAR[event.pointerType] ?? NEAR.mouse;
    const away = Object.entries(this.handles).map(([name, handle]) => [Math.hypot(handle.offsetLeft + handle.offsetWidth / 2 - at[0], handle.offsetTop + handle.offsetHeight / 2 - at[1]), name]);
    const [distance, nearest] = away.reduce((least, one) => (one[0] < least[0] ? one : least));
    const name = distance <= reach ? nearest : "whole";
    event.preventDefault();
    this.handles[name].focus({ preventScroll: true, focusVisible: false });
    this.layer.setPointerCapture(event.pointerId);
    this.layer.classList.add("moving");
    let before = at;
    const drag = (moved) => {
      const [width, height] = this.#size();
      const now = this.#place(moved);
      this.#move(name, (now[0] - before[0]) / width, (now[1] - before[1]) / height);
      before = now;
    };
    const end = () => {
      this.layer.removeEventListener("pointermove", drag);
      this.layer.classList.remove("moving");
    };
    this.layer.addEventListener("pointermove", drag);
    for (const over of ["pointerup", "pointercancel"]) this.layer.addEventListener(over, end, { once: true });
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
    const lines = [...EYES.map((eye) => ellipse(...eye.map(at))), curve("mouth_left", "upper_lip", "mouth_right", at), curve("mouth_left", "lower_lip", "mouth_right", at), jaw(at, lips)].join("");
    for (const path of [this.shade, this.lines]) path.setAttribute("d", lines);
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
