"use strict";
// One listener's sitting. Everything is asked for by number, relative to this page; there is nothing here that could
// say which system a sound is of.

const by = (id) => document.getElementById(id);
const LETTERS = ["A", "B"];
const PAUSE_S = 0.4;

let about = null; // kind, of, question or scales
let trial = null; // number, label, sounds, said
let buffers = [];
let playing = [];
let plays = 0;
let heard = new Set();
let since = 0;
let ratings = {};
let current = 0; // the scale that digits answer
let busy = false;
let audio = null;

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const reply = await fetch(path, options);
  if (reply.ok) return reply;
  let sentence = `The program answered ${reply.status}.`;
  try { sentence = (await reply.json()).error; } catch { /* the status says enough */ }
  throw new Error(sentence);
}

function show(section) {
  for (const id of ["welcome", "question", "end"]) by(id).hidden = id !== section;
}

function fail(error) {
  const gone = error instanceof TypeError;
  by("fault").textContent = gone
    ? "The program that plays this test has ended. Every answer so far is stored: start it again to go on."
    : error.message;
  by("fault").hidden = false;
}

// One thing at a time: a second key while an answer is on its way is no second answer.
async function once(action) {
  if (busy) return;
  busy = true;
  by("fault").hidden = true;
  try { await action(); } catch (error) { fail(error); } finally { busy = false; }
}

async function start() {
  about = await (await ask("state")).json();
  by("pair-question").textContent = about.question || "";
  if (about.scales) about.scales.forEach(buildScale);
  by("keys").textContent = about.kind === "ab"
    ? "A, B: play one · Space: both · 1, 2: choose · 0: no preference"
    : "Space: play · 0 to 9, X for 10: rate · Tab: between scales";
  tell(about.answered);
  show(about.next === null ? "end" : "welcome");
  by(about.next === null ? "finish" : "begin").focus();
}

function tell(answered) {
  by("progress").max = about.of;
  by("progress").value = answered;
  by("place").textContent = `${answered} of ${about.of} answered`;
}

async function open(number) {
  hush();
  trial = await (await ask(`trial/${number}`)).json();
  // Fetched and decoded before anything is heard, so that no loading time tells one side from the other.
  buffers = await Promise.all([...Array(trial.sounds).keys()].map(async (index) =>
    audio.decodeAudioData(await (await ask(`sound/${number}/${index}`)).arrayBuffer())));
  plays = 0;
  heard = new Set();
  since = performance.now();
  ratings = trial.said && about.scales ? { ...trial.said } : {};
  current = 0;
  by("label").textContent = trial.label ? `It should be: ${trial.label}` : `Question ${number + 1}`;
  by("back").disabled = number === 0;
  buildPlayers();
  by("pair").hidden = about.kind !== "ab";
  by("scales").hidden = about.kind === "ab";
  show("question");
  mark();
  playAll();
}

function buildPlayers() {
  by("players").replaceChildren(...buffers.map((_, index) => {
    const name = buffers.length > 1 ? LETTERS[index] : "";
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.textContent = name ? `Play ${name} ` : "Play ";
    const key = document.createElement("kbd");
    key.textContent = name || "Space";
    key.setAttribute("aria-hidden", "true");
    button.setAttribute("aria-keyshortcuts", key.textContent);
    button.append(key);
    button.addEventListener("click", () => play([index]));
    return button;
  }));
}

function buildScale(scale, place) {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = `${scale.name[0].toUpperCase()}${scale.name.slice(1)}: ${scale.question}`;
  const numbers = document.createElement("div");
  numbers.className = "numbers";
  const anchors = new Map(scale.anchors);
  for (let value = 0; value <= 10; value += 1) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = value;
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", `${scale.name} ${value}${anchors.has(value) ? `: ${anchors.get(value)}` : ""}`);
    button.addEventListener("click", () => rate(place, value));
    numbers.append(button);
  }
  const words = document.createElement("dl");
  for (const [value, meaning] of scale.anchors) {
    const term = document.createElement("dt");
    const text = document.createElement("dd");
    term.textContent = value;
    text.textContent = meaning;
    words.append(term, text);
  }
  set.append(legend, numbers, words);
  set.addEventListener("focusin", () => { current = place; mark(); });
  by("scales").append(set);
}

function mark() {
  for (const button of by("pair").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(Boolean(trial.said) && trial.said.choice === button.dataset.choice));
    button.disabled = heard.size < buffers.length;
  }
  (about.scales || []).forEach((scale, place) => {
    const set = by("scales").children[place];
    set.classList.toggle("current", place === current);
    set.querySelectorAll("button").forEach((button, value) =>
      button.setAttribute("aria-pressed", String(ratings[scale.name] === value)));
  });
}

function hush() {
  for (const source of playing) {
    source.onended = null;
    try { source.stop(); } catch { /* it has not begun */ }
  }
  playing = [];
  for (const button of by("players").children) button.setAttribute("aria-pressed", "false");
}

function playAll() { play([...buffers.keys()]); }

function play(indices) {
  hush();
  const [index, ...rest] = indices;
  const source = audio.createBufferSource();
  source.buffer = buffers[index];
  source.connect(audio.destination);
  const button = by("players").children[index];
  button.setAttribute("aria-pressed", "true");
  source.onended = () => {
    button.setAttribute("aria-pressed", "false");
    if (!rest.length) return;
    const pause = setTimeout(() => play(rest), PAUSE_S * 1000);
    playing = [{ stop: () => clearTimeout(pause) }];
  };
  source.start();
  playing = [source];
  plays += 1;
  heard.add(index);
  mark();
}

async function answer(said) {
  const seconds = (performance.now() - since) / 1000;
  const { number } = trial;
  const after = await (await ask("answer", { number, said, plays, seconds })).json();
  tell(after.answered);
  about.next = after.next;
  const openOne = after.next;
  if (openOne !== null) return open(openOne > number ? openOne : Math.min(number + 1, about.of - 1));
  hush();
  show("end");
  by("finish").focus();
}

function choose(choice) {
  if (heard.size === buffers.length) once(() => answer({ choice }));
}

function rate(place, value) {
  if (busy) return;
  ratings[about.scales[place].name] = value;
  const openOne = about.scales.findIndex((scale) => !(scale.name in ratings));
  current = openOne >= 0 ? openOne : place;
  mark();
  const revised = Boolean(trial.said) && place < about.scales.length - 1;
  if (openOne < 0 && !revised) once(() => answer({ ...ratings }));
}

function back() {
  if (trial && trial.number > 0) once(() => open(trial.number - 1));
}

async function begin() {
  audio = audio || new AudioContext();
  await audio.resume();
  await open(about.next === null ? about.of - 1 : about.next);
}

async function finish() {
  await ask("finish", {});
  by("thanks").textContent = "Thank you. You can close this page.";
  by("finish").hidden = by("review").hidden = true;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (!by("welcome").hidden || !by("end").hidden) {
    if (key === "u" && !by("end").hidden && !by("review").hidden) by("review").click();
    return; // Enter presses the button that has the focus
  }
  if (by("question").hidden) return;
  if (key === " ") {
    if (event.target.tagName === "BUTTON") return; // it presses that button, as everywhere
    event.preventDefault();
    playAll();
    return;
  }
  if (key === "u") { back(); return; }
  if (about.kind === "ab") {
    if (key === "a" || key === "b") play([key === "a" ? 0 : 1]);
    else if (key === "1" || key === "2" || key === "0") choose({ 1: "a", 2: "b", 0: "none" }[key]);
  } else if (/^[0-9x]$/.test(key)) rate(current, key === "x" ? 10 : Number(key));
}

by("begin").addEventListener("click", () => once(begin));
by("finish").addEventListener("click", () => once(finish));
by("review").addEventListener("click", () => once(begin));
by("back").addEventListener("click", back);
for (const button of by("pair").querySelectorAll("button")) {
  button.addEventListener("click", () => choose(button.dataset.choice));
}
document.addEventListener("keydown", press);
once(start);
