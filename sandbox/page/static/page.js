// The page's script: sends what a person does, and has the parts that changed put in their place.
import { askFor, confirmed } from "./asking.js";
import "./completing.js";
import "./menus.js";
import { begin, replace, viewIn } from "./putting.js";
import { surfaceOf, valueOf, valuesIn } from "./reading.js";

const windowId = document.body.dataset.window;
const modal = document.getElementById("modal");
const shown = new Map();
let busy = 0;
let hasMissed = false;
let isSubmitting = false;
const waiting = [];
const NO_ANSWER = "The demo does not answer. Is it still running?";
const DOUBLE_CLICK_MS = 300;
let clickedAt = 0;

class Refused extends Error {}

async function send(path, wanted) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Page": "1" },
    body: JSON.stringify({ window: windowId, ...wanted }),
  });
  if (response.status === 410) return loadAnew();
  if (!response.ok) throw new Refused(path);
  return response.json();
}

// The demo was started again since: this tab is unknown to it. Nothing more happens here.
function loadAnew() {
  location.reload();
  return new Promise(() => undefined);
}

/** Do something and show what came of it; tell whether the demo took it. */
async function act(wanted) {
  busy += 1;
  document.body.classList.add("busy");
  try {
    put(await send("/act", wanted), true);
    return true;
  } catch (error) {
    const isUp = error instanceof Refused;
    say(isUp ? "The demo could not do that. Its terminal says why." : NO_ANSWER);
    if (!isUp && !(error instanceof TypeError)) throw error;
    return false;
  } finally {
    busy -= 1;
    if (!busy) settled();
  }
}

// What changed while an answer was under way may have come after it was drawn.
function settled() {
  document.body.classList.remove("busy");
  waiting.splice(0).forEach((go) => go());
  if (hasMissed) look().catch(() => undefined);
}

function idle() {
  return busy ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
}

async function look() {
  hasMissed = false;
  const response = await fetch(`/look?window=${windowId}`);
  if (response.status === 410) await loadAnew();
  if (!response.ok) return;
  const answer = await response.json();
  // An act that began meanwhile knows better.
  if (busy) hasMissed = true;
  else put(answer, false);
}

function put({ parts, address }, isAnswer) {
  for (const [name, html] of Object.entries(parts)) {
    if (name === "notices") {
      if (html) addNotice(html);
    } else if (shown.get(name) !== html) {
      shown.set(name, html);
      replace(name, html, isAnswer);
    }
  }
  const here = location.pathname + location.search;
  if (address !== here) history[isAnswer ? "pushState" : "replaceState"](null, "", address);
}

function addNotice(html) {
  const place = document.getElementById("notices");
  place.innerHTML = html;
  clearTimeout(addNotice.timer);
  addNotice.timer = setTimeout(() => (place.innerHTML = ""), 12000);
}

function say(text) {
  const p = document.createElement("p");
  p.textContent = text;
  addNotice(p.outerHTML);
}

function use(element, value) {
  const { place, ids } = surfaceOf(element);
  const { block, action, seen } = element.dataset;
  return act({ kind: "use", ...ids, block, action, value, seen, values: valuesIn(place) });
}

// ---- What a person does ----

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button, a[data-action]");
  if (!button) return;
  if (isSecondClick(event, button)) return event.preventDefault();
  if (button.type === "submit") return;
  const { at, thread, dismiss, shortcut, close, join, wind, step } = button.dataset;
  button.closest("details")?.removeAttribute("open");
  if (button.dataset.action !== undefined) {
    if (await confirmed(button)) use(button, button.dataset.value);
  } else if (at !== undefined) openPlace(at);
  else if (thread !== undefined) openThread(thread);
  else if (dismiss !== undefined) act({ kind: "dismiss", ts: dismiss });
  else if (join !== undefined) act({ kind: "join", at: join });
  else if (wind !== undefined) act({ kind: "wind", to: wind });
  else if (step !== undefined) act({ kind: "tour", step });
  else if (close !== undefined) closeModal(close === "all");
  else if (shortcut !== undefined) {
    const message = button.closest("[data-ts]");
    const { channel, ts } = message?.dataset ?? {};
    act({ kind: "shortcut", callback: shortcut, channel, ts });
  } else if (button.id === "add-channel") {
    const name = await askFor("Add a channel", "Name", "Such as payments. You join it.", "Create");
    if (name) act({ kind: "make_channel", name });
  }
});

// The second click of a double one is not meant twice; the clock may be moved as fast as one likes.
function isSecondClick(event, button) {
  const isSoon = event.timeStamp - clickedAt < DOUBLE_CLICK_MS;
  clickedAt = event.timeStamp;
  return isSoon && event.detail > 1 && button.dataset.wind === undefined;
}

async function openPlace(at) {
  await act({ kind: "go", at });
  beginTyping();
}

// As in Slack's client; a finger would only get a keyboard over half the screen.
function beginTyping() {
  if (!matchMedia("(pointer: fine)").matches) return;
  document.getElementById("say")?.focus({ preventScroll: true });
}

async function openThread(thread) {
  await act({ kind: "go", at: placeNow(), thread });
  document.getElementById(thread ? "reply" : "say")?.focus({ preventScroll: true });
}

function placeNow() {
  return new URLSearchParams(location.search).get("at");
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.id === "modal-form") {
    submit();
  } else if (form.matches(".composer")) {
    sendText(form);
  }
});

async function sendText(form) {
  const field = form.elements.text;
  const text = field.value;
  field.value = "";
  if (!text.trim()) return;
  const isTaken = await act({ kind: "say", text, in_thread: form.dataset.inThread !== undefined });
  if (!isTaken && !field.value) field.value = text;
}

// What was chosen just before may still be under way, and change the form.
async function submit() {
  if (isSubmitting) return;
  isSubmitting = true;
  const view = viewIn(modal);
  await idle();
  const form = document.getElementById("modal-form");
  if (form?.dataset.view === view) await act({ kind: "submit", view, values: valuesIn(form) });
  isSubmitting = false;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "who") {
    location.search = `?as=${event.target.value}&at=${placeNow() ?? ""}`;
    return;
  }
  const element = event.target.closest("[data-action]");
  if (!element || element.dataset.tells === undefined || event.target.matches(".search")) return;
  if (element.matches("input[type=text], textarea")) return;
  use(element, valueOf(element));
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.repeat || !field.matches("input[data-tells], #modal input")) return;
  event.preventDefault();
  if (field.matches("input[data-tells]")) use(field, field.value);
  else field.form?.requestSubmit();
});

let searching;
document.addEventListener("input", (event) => {
  if (!event.target.matches(".search")) return;
  clearTimeout(searching);
  searching = setTimeout(() => search(event.target), 200);
});

async function search(field) {
  const box = field.closest(".external");
  if (field.value.length < Number(field.dataset.least)) return;
  const { ids } = surfaceOf(box);
  const { block, action } = box.dataset;
  const options = await send("/suggest", { ...ids, block, action, query: field.value });
  const select = box.querySelector("select");
  select.replaceChildren(
    new Option(options.length ? "Choose" : "Nothing found", ""),
    ...options.map((one) => new Option(one.text.text, one.value)),
  );
}

function closeModal(all) {
  act({ kind: "close", view: viewIn(modal), all });
}

modal.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal(false);
});

// A browser closes a dialog by itself when Escape is pressed twice.
modal.addEventListener("close", () => {
  if (viewIn(modal)) closeModal(false);
});

// ---- Going back, and what others do ----

addEventListener("popstate", () => {
  const wanted = new URLSearchParams(location.search);
  if (wanted.get("as") !== document.getElementById("who").value) location.reload();
  else act({ kind: "go", at: wanted.get("at"), thread: wanted.get("thread") });
});

// A browser opens few connections to one place: a tab that nobody sees lets its own go.
let live = null;

function listen() {
  live = new EventSource(`/live?window=${windowId}`);
  live.onmessage = () => {
    if (busy) hasMissed = true;
    else look().catch(() => undefined);
  };
  live.onerror = () => {
    if (live?.readyState === EventSource.CLOSED) look().catch(() => undefined);
  };
}

document.addEventListener("visibilitychange", () => {
  live?.close();
  live = null;
  if (document.hidden) return;
  listen();
  look().catch(() => undefined);
});

begin();
beginTyping();
history.replaceState(null, "", document.body.dataset.address);
if (!document.hidden) listen();
