// The page's script: sends what a person does, and puts the parts that changed in their place.
"use strict";

const windowId = document.body.dataset.window;
const modal = document.getElementById("modal");
const shown = new Map();
let busy = 0;
let hasMissed = false;

async function send(path, wanted) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Page": "1" },
    body: JSON.stringify({ window: windowId, ...wanted }),
  });
  if (response.status === 410) location.reload();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function act(wanted) {
  busy += 1;
  document.body.classList.add("busy");
  try {
    put(await send("/act", wanted));
  } catch (error) {
    say("The demo does not answer. Is it still running?");
  } finally {
    busy -= 1;
    if (!busy) settled();
  }
}

// What changed while an answer was under way may have come after it was drawn.
function settled() {
  document.body.classList.remove("busy");
  if (hasMissed) look().catch(() => undefined);
}

async function look() {
  hasMissed = false;
  const response = await fetch(`/look?window=${windowId}`);
  if (response.status === 410) location.reload();
  else if (response.ok) put(await response.json());
}

// ---- Putting parts in their place ----

function put({ parts, address }) {
  for (const [name, html] of Object.entries(parts)) {
    if (name === "notices") {
      if (html) addNotice(html);
    } else if (shown.get(name) !== html) {
      replace(name, html);
      shown.set(name, html);
    }
  }
  history.replaceState(null, "", address);
}

function replace(name, html) {
  const place = document.getElementById(name);
  const focused = place.contains(document.activeElement) ? pathOf(document.activeElement) : null;
  const written = writtenIn(place);
  const scrolls = [...place.querySelectorAll(".messages, .body, .home")].map((one) => ({
    top: one.scrollTop,
    isAtEnd: one.scrollHeight - one.scrollTop - one.clientHeight < 40,
  }));
  const where = place.dataset.where;
  place.innerHTML = html;
  const now = name === "main" ? place.querySelector("h2")?.textContent ?? "" : viewIn(place);
  place.dataset.where = now;
  place.querySelectorAll(".messages, .body, .home").forEach((one, at) => {
    const before = where === now ? scrolls[at] : undefined;
    const follows = one.matches(".messages") && (!before || before.isAtEnd);
    one.scrollTop = follows ? one.scrollHeight : before?.top ?? 0;
  });
  // What was typed while an answer was under way stays, as in Slack's client.
  if (where === now) {
    written.forEach(([id, value]) => {
      const field = document.getElementById(id);
      if (field) field.value = value;
    });
  }
  if (name === "modal") showModal(place, where === now);
  if (focused && (name !== "modal" || where === now)) document.querySelector(focused)?.focus();
}

function viewIn(place) {
  return place.querySelector("[data-view]")?.dataset.view ?? "";
}

function showModal(place, isSame) {
  const form = place.querySelector("form");
  if (!form) {
    if (place.open) place.close();
    return;
  }
  if (!place.open) place.showModal();
  if (isSame) return;
  const wrong = place.querySelector(".wrong");
  const first = place.querySelector(".body input, .body textarea, .body select, .body button");
  (wrong?.parentElement.querySelector("input, textarea, select") ?? first)?.focus();
}

function writtenIn(place) {
  return [...place.querySelectorAll("input[id], textarea[id]")]
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
}

function pathOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const ids = ["data-block", "data-action", "data-value", "data-at", "data-thread", "data-wind"];
  if (element.name) ids.push("name", "value");
  const own = ids
    .filter((name) => element.hasAttribute(name))
    .map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`);
  return own.length ? element.localName + own.join("") : "body";
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

// ---- Reading what was entered ----

function surfaceOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { place: view, ids: { view: view.dataset.view } };
  const message = element.closest("[data-ts]");
  return { place: message, ids: { channel: message.dataset.channel, ts: message.dataset.ts } };
}

function valueOf(element) {
  const kind = element.dataset.kind;
  if (kind === "radio_buttons") return element.querySelector("input:checked")?.value ?? null;
  if (element.matches(".choices")) {
    return [...element.querySelectorAll("input:checked")].map((one) => one.value);
  }
  if (element.matches(".external")) return element.querySelector("select").value;
  return element.value;
}

function valuesIn(place) {
  return [...place.querySelectorAll("[data-action]")]
    .filter((one) => one.localName !== "button" && one.localName !== "a")
    .map((one) => [one.dataset.block, one.dataset.action, valueOf(one)]);
}

function use(element, value) {
  const { place, ids } = surfaceOf(element);
  const { block, action, seen } = element.dataset;
  return act({ kind: "use", ...ids, block, action, value, seen, values: valuesIn(place) });
}

// ---- What a person does ----

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button, a[data-action]");
  document.querySelectorAll("details[open]").forEach((one) => {
    if (!one.contains(event.target)) one.open = false;
  });
  if (!button || button.type === "submit") return;
  const { at, thread, dismiss, shortcut, close, join, wind, step } = button.dataset;
  button.closest("details")?.removeAttribute("open");
  if (button.dataset.action !== undefined) {
    if (await confirmed(button)) use(button, button.dataset.value);
  } else if (at !== undefined) act({ kind: "go", at });
  else if (thread !== undefined) act({ kind: "go", at: placeNow(), thread });
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
    const name = prompt("What is the channel called?");
    if (name) act({ kind: "make_channel", name });
  }
});

function placeNow() {
  return new URLSearchParams(location.search).get("at");
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.id === "modal-form") {
    if (!busy) act({ kind: "submit", view: form.dataset.view, values: valuesIn(form) });
  } else if (form.matches(".composer")) {
    const field = form.elements.text;
    const text = field.value;
    field.value = "";
    if (text.trim()) act({ kind: "say", text, in_thread: form.dataset.inThread !== undefined });
  }
});

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
  if (event.key !== "Enter" || !field.matches("input[data-tells], #modal input")) return;
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

function confirmed(button) {
  if (!button.dataset.confirm) return Promise.resolve(true);
  const words = JSON.parse(button.dataset.confirm);
  const dialog = document.getElementById("confirm");
  const [title, text, yes, no] = ["h2", "p", "button", "button"].map((name) =>
    document.createElement(name),
  );
  title.id = "confirm-title";
  title.textContent = words.title;
  text.textContent = words.text;
  yes.textContent = words.confirm;
  no.textContent = words.deny;
  yes.className = "primary";
  yes.type = no.type = "submit";
  const form = document.createElement("form");
  form.method = "dialog";
  yes.value = "yes";
  no.value = "no";
  form.append(title, text, no, yes);
  // The dialog closes itself; the page's own submit listener must not see it.
  form.addEventListener("submit", (event) => event.stopPropagation());
  dialog.replaceChildren(form);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// ---- Beginning ----

document.querySelectorAll(".messages").forEach((one) => (one.scrollTop = one.scrollHeight));
document.getElementById("main").dataset.where = document.querySelector("#main h2")?.textContent ?? "";
const live = new EventSource(`/live?window=${windowId}`);
live.onmessage = () => {
  if (busy) hasMissed = true;
  else look().catch(() => undefined);
};
live.onerror = () => {
  if (live.readyState === EventSource.CLOSED) look().catch(() => undefined);
};
