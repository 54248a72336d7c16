// Voices of one's own and the dictionary: made, heard, changed and removed.
const SLIDERS = {
  // What a slider shows, from least to most, and the factor that it stands for.
  pitch: [-12, 12, (value) => 2 ** (value / 12), (factor) => 12 * Math.log2(factor)],
  pace: [-12, 12, (value) => 2 ** (value / 12), (factor) => 12 * Math.log2(factor)],
  formants: [-8, 8, (value) => 2 ** (-value / 25), (factor) => -25 * Math.log2(factor)],
};
const $ = (id) => document.getElementById(id);
const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Show both lists; `changed` is called when there are other voices to choose from. */
export function showOwnThings({ make, ask, say, play, playSign, texts, changed }) {
  const button = (label, className, act, ...inside) => make("button", { type: "button", className, "aria-label": label, onclick: act }, ...inside);
  const wrong = (id) => (error) => { $(id).textContent = error.message; };

  async function listVoices() {
    const { data } = await ask("/v1/voices");
    $("voice-from").replaceChildren(...data.filter((voice) => !voice.own).map((voice) => make("option", { value: voice.name }, voice.label)));
    $("own-voices").replaceChildren(...data.filter((voice) => voice.own).map(voiceItem));
  }

  function voiceItem(voice) {
    const { name } = voice;
    const item = make("li", { className: "own-voice" },
      make("div", { className: "row" },
        make("b", {}, name),
        button(texts.hear.replace("{voice}", name), "play", (event) => play(voice.sample, event.currentTarget), playSign()),
        button(say("delete_voice", { name }), "x", async () => {
          await ask(`/v1/voices/${encodeURIComponent(name)}`, { method: "DELETE" }).catch(wrong("voice-wrong"));
          await listVoices();
          changed();
          $("voice-name").focus();
        }, "×")));
    for (const [what, [min, max, factor, value]] of Object.entries(SLIDERS)) {
      const id = `${what}-${[...name].map((letter) => letter.codePointAt(0)).join("-")}`;
      const slider = make("input", { type: "range", id, min, max, step: 1, value: Math.round(value(voice.made_of[what])) });
      slider.addEventListener("change", async () => {
        voice.made_of[what] = Math.round(1000 * factor(Number(slider.value))) / 1000;
        $("voice-wrong").textContent = "";
        await ask("/v1/voices", json(voice.made_of)).catch(wrong("voice-wrong"));
      });
      item.append(make("div", { className: "slide" }, make("label", { htmlFor: id }, texts[what]), slider));
    }
    return item;
  }

  $("voice-new").addEventListener("submit", async (event) => {
    event.preventDefault();
    $("voice-wrong").textContent = "";
    try {
      await ask("/v1/voices", json({ name: $("voice-name").value.trim(), base: $("voice-from").value }));
      $("voice-name").value = "";
      await listVoices();
      changed();
    } catch (error) {
      wrong("voice-wrong")(error);
    }
  });

  async function listWords() {
    const { data } = await ask("/v1/dictionary");
    $("entries").replaceChildren(...data.map(({ word, sound, sample }) =>
      make("li", {},
        make("b", {}, word),
        make("span", { className: "quiet" }, sound),
        button(say("dictionary_hear", { word }), "play", (event) => play(sample, event.currentTarget), playSign()),
        button(say("dictionary_remove", { word }), "x", async () => {
          await ask(`/v1/dictionary/${encodeURIComponent(word)}`, { method: "DELETE" }).catch(wrong("entry-wrong"));
          await listWords();
          $("entry-word").focus();
        }, "×"))));
  }

  $("entry-new").addEventListener("submit", async (event) => {
    event.preventDefault();
    $("entry-wrong").textContent = "";
    try {
      await ask("/v1/dictionary", json({ word: $("entry-word").value.trim(), sound: $("entry-sound").value.trim() }));
      $("entry-word").value = $("entry-sound").value = "";
      await listWords();
      $("entry-word").focus();
    } catch (error) {
      wrong("entry-wrong")(error);
    }
  });

  listVoices().catch(wrong("voice-wrong"));
  listWords().catch(wrong("entry-wrong"));
}
