// Many videos at once: a script for each language, or a row of a table each; and how far they are.
const $ = (id) => document.getElementById(id);
const LOOK_MILLISECONDS = 2000;
const CHECK_MILLISECONDS = 500;
const SHOWN_FAULTS = 20;

/** Show the panels and the list; returns what the form of the page calls. */
export function showBatches({ make, ask, say, texts, made, options, choose }) {
  const state = { table: null, checked: null };
  const names = new Map([...$("language").options].filter((one) => one.value).map((one) => [one.value, one.textContent]));

  $("template").placeholder = texts.template_example;
  $("names-hint").textContent = texts.names_hint;

  // ---- a script for each language -----------------------------------------------------------

  const scripts = new Map();

  function addScript(code, words = "") {
    const id = `script-${code}`;
    const area = make("textarea", { id, rows: 3, value: words, lang: code });
    const gone = make("button", { type: "button", className: "link", onclick: () => removeScript(code) }, say("language_remove", { language: names.get(code) }));
    const panel = make("div", { className: "line" }, make("label", { htmlFor: id, className: "head" }, say("script", { language: names.get(code) })), area, gone);
    const radio = make("input", { type: "radio", name: "script", value: code });
    radio.addEventListener("change", showScript);
    const tab = make("label", {}, radio, make("span", { lang: code }, names.get(code)));
    scripts.set(code, { area, panel, radio, tab });
    $("script-tabs").append(tab);
    $("scripts").append(panel);
    radio.checked = true;
    showScript();
    offerLanguages();
    return area;
  }

  function removeScript(code) {
    scripts.get(code).tab.remove();
    scripts.get(code).panel.remove();
    scripts.delete(code);
    const first = scripts.values().next().value;
    if (first) {
      first.radio.checked = true;
      first.radio.focus();
    } else $("script-add").focus();
    showScript();
    offerLanguages();
  }

  function showScript() {
    for (const { panel, radio } of scripts.values()) panel.hidden = !radio.checked;
  }

  function offerLanguages() {
    const left = [...names].filter(([code]) => !scripts.has(code));
    $("script-add").replaceChildren(make("option", { value: "" }, texts.language_add), ...left.map(([code, name]) => make("option", { value: code }, name)));
  }

  $("script-add").addEventListener("change", () => {
    if ($("script-add").value) addScript($("script-add").value).focus();
  });

  // ---- a table ------------------------------------------------------------------------------

  function takeTable(file) {
    state.table = file;
    $("table-name").textContent = file.name;
    document.querySelector('[name="way"][value="table"]').click();
    check();
  }
  $("table-file").addEventListener("change", () => {
    if ($("table-file").files[0]) takeTable($("table-file").files[0]);
    $("table-file").value = "";
  });
  for (const id of ["template", "names"]) {
    $(id).addEventListener("input", () => {
      clearTimeout(check.later);
      check.later = setTimeout(check, CHECK_MILLISECONDS);
    });
  }

  function addTable(form) {
    form.append("table", state.table, "table");
    if ($("template").value.trim()) form.append("template", $("template").value.trim());
    if ($("names").value.trim()) form.append("name", $("names").value.trim());
  }

  async function check() {
    clearTimeout(check.later);
    if (!state.table) return;
    const form = new FormData();
    addTable(form);
    form.append("check", "true");
    const asked = (state.checked = {});
    try {
      const found = await ask("/v1/batches", { method: "POST", body: form });
      if (state.checked === asked) $("table-found").replaceChildren(...shown(found));
    } catch (error) {
      if (state.checked === asked) $("table-found").replaceChildren(make("p", { className: "bad" }, error.message));
    }
  }

  function shown(found) {
    if (found.error) return [make("p", { className: "bad" }, found.error.message)];
    const parts = [make("p", {}, say("table_found", { right: found.right, count: found.count, columns: found.columns.join(", ") }))];
    if (found.unused.length) parts.push(make("p", { className: "quiet" }, say("table_unused", { columns: found.unused.join(", ") })));
    const rows = found.rows.map((row) => make("li", {}, make("b", {}, row.name), " ", row.words));
    if (rows.length) parts.push(make("ul", { className: "rows" }, ...rows));
    if (found.faults.length) parts.push(faults(found.faults));
    return parts;
  }

  function faults(list) {
    const where = ({ row, column }) => (column ? say("table_cell", { row, column }) : say("table_row", { row }));
    const lines = list.slice(0, SHOWN_FAULTS).map((fault) => make("li", {}, make("b", {}, `${where(fault)}:`), " ", fault.message));
    if (list.length > SHOWN_FAULTS) lines.push(make("li", {}, "…"));
    return make("ul", { className: "rows bad" }, ...lines);
  }

  // ---- templates that are kept under a name ---------------------------------------------------

  let saved = [];
  const savedAddress = () => `/v1/templates/${encodeURIComponent($("saved").value)}`;

  async function listSaved(chosen = "") {
    saved = (await ask("/v1/templates")).data;
    $("saved").replaceChildren(make("option", { value: "" }, texts.saved_choose), ...saved.map(({ name }) => make("option", { value: name }, name)));
    $("saved").value = chosen;
    $("saved-box").hidden = saved.length === 0;
    showSaved();
  }

  function showSaved() {
    $("saved-actions").hidden = !$("saved").value;
    $("saved-file").href = savedAddress();
  }

  $("saved").addEventListener("change", () => {
    showSaved();
    const one = saved.find(({ name }) => name === $("saved").value);
    if (!one) return;
    $("template").value = one.template;
    $("names").value = one.file_name;
    $("saved-name").value = one.name;
    choose(one.options);
    check();
  });
  const tellSaved = (words) => ($("saved-says").textContent = words);
  $("saved-keep").addEventListener("click", async () => {
    const form = options();
    const name = $("saved-name").value.trim();
    form.append("name", name);
    form.append("template", $("template").value.trim());
    form.append("file_name", $("names").value.trim());
    try {
      await ask("/v1/templates", { method: "POST", body: form });
      await listSaved(name);
      tellSaved(texts.saved_kept);
    } catch (error) {
      tellSaved(error.message);
    }
  });
  $("saved-gone").addEventListener("click", async () => {
    try {
      await ask(savedAddress(), { method: "DELETE" });
      await listSaved();
      $("saved-name").focus();
    } catch (error) {
      tellSaved(error.message);
    }
  });
  listSaved().catch(() => {});

  // ---- how far they are ---------------------------------------------------------------------

  const cards = new Map();

  async function list() {
    clearTimeout(list.later);
    const { data } = await ask("/v1/batches");
    $("batches-box").hidden = data.length === 0;
    for (const [id, card] of cards) {
      if (data.some((batch) => batch.id === id)) continue;
      card.item.remove();
      cards.delete(id);
    }
    data.forEach((batch, place) => {
      if (!cards.has(batch.id)) cards.set(batch.id, newCard(batch));
      const { item, update } = cards.get(batch.id);
      if ($("batches").children[place] !== item) $("batches").insertBefore(item, $("batches").children[place] ?? null);
      update(batch);
    });
    if (data.some((batch) => batch.status === "in_progress")) list.later = setTimeout(() => list().catch(again), LOOK_MILLISECONDS);
  }
  const again = () => (list.later = setTimeout(() => list().catch(again), LOOK_MILLISECONDS));

  function newCard({ id, title, languages }) {
    const address = `/v1/batches/${id}`;
    const says = make("span", { className: "quiet" });
    const done = make("span");
    const bar = make("div", { className: "bar", role: "progressbar", "aria-label": title, "aria-valuemin": "0", "aria-valuemax": "100" }, done);
    const stop = make("button", { type: "button", className: "link" }, texts.batch_stop);
    const save = make("a", { className: "button", href: `${address}/content`, download: "" }, texts.batch_save);
    const page = make("a", { className: "button", href: `${address}/content?variant=page`, download: "" }, texts.batch_page);
    const gone = make("button", { type: "button", className: "x", "aria-label": say("batch_forget", { title }) }, "×");
    const wrong = make("details", {}, make("summary", {}, texts.batch_faults), make("div"));
    const held = make("p", { className: "quiet" });
    const remove = () => ask(address, { method: "DELETE" }).then(list).catch((error) => (held.textContent = error.message));
    stop.addEventListener("click", remove);
    gone.addEventListener("click", () => {
      remove().then(() => ($("batches").querySelector("button, a") ?? $("go")).focus());
    });
    const item = make("li", {}, make("div", { className: "row" }, make("b", {}, title), gone), bar, make("div", { className: "row" }, says, stop), held, make("div", { className: "row" }, save, page), wrong);
    let before = null;

    function update(batch) {
      const running = batch.status === "in_progress";
      const parts = [say("batch_done", { done: batch.completed, count: batch.count })];
      if (batch.failed) parts.push(say("batch_failed", { count: batch.failed }));
      if (batch.status === "cancelled") parts.push(texts.batch_stopped);
      says.textContent = parts.join(" · ");
      done.style.width = `${batch.progress}%`;
      bar.setAttribute("aria-valuenow", String(batch.progress));
      held.textContent = batch.held_back?.message ?? "";
      if (stop === document.activeElement && !running) save.focus();
      stop.hidden = !running;
      gone.hidden = running;
      save.hidden = !batch.completed;
      page.hidden = !(languages && batch.completed && !running);
      wrong.hidden = !batch.failed;
      if (batch.failed && batch.failed !== before?.failed) {
        ask(address).then(({ rows }) => wrong.lastChild.replaceChildren(faults(rows.flatMap((row) => row.error ?? []))), () => {});
      }
      if (before && batch.completed !== before.completed) made();
      before = batch;
    }
    return { item, update };
  }

  list().catch(again);

  return {
    takeTable,
    /** Called when a way to say something is chosen. */
    chosen(way, words) {
      if (way !== "languages" || scripts.size) return;
      const own = document.documentElement.lang.split("-")[0];
      addScript([...names.keys()].find((code) => code.split("-")[0] !== own));
      addScript([...names.keys()].find((code) => code.split("-")[0] === own) ?? "en", words);
      $("script-tabs").prepend($("script-tabs").lastChild);
    },
    /** Add what is said to a form; returns what is wrong. */
    add(form, way) {
      if (way === "languages") {
        const said = [...scripts].map(([code, { area }]) => [code, area.value.trim()]).filter(([, words]) => words);
        form.append("scripts", said.length ? JSON.stringify(Object.fromEntries(said)) : "{}");
        return said.length ? "" : say("scripts_missing");
      }
      if (!state.table) return say("table_missing");
      addTable(form);
      return "";
    },
    /** Show a batch that was accepted. */
    async started() {
      await list();
      $("batches-box").scrollIntoView({ block: "nearest" });
    },
  };
}
