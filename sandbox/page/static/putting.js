// Puts the parts that came from the server in their place, and disturbs as little as it can:
// what did not change stays, and with it what is typed, chosen, focused, unfolded and scrolled.

const modal = document.getElementById("modal");
const source = new WeakMap();
let opener = "";

/** Remember what the server drew at first, so that only what changes is drawn again. */
export function begin() {
  for (const id of ["clock", "sidebar", "main", "thread", "tour", "modal"]) {
    const place = document.getElementById(id);
    if (!place) continue;
    place.dataset.where = whereIn(place);
    remember(place);
    place.querySelectorAll(".messages").forEach(remember);
  }
  document.querySelectorAll(".messages").forEach(toEnd);
}

/**
 * Put one part in its place.
 * @param name the part's id.
 * @param html what it holds now.
 * @param isAnswer whether it came of what somebody did here: then a new last message is shown.
 */
export function replace(name, html, isAnswer) {
  const place = document.getElementById(name);
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const kept = place.contains(document.activeElement) ? pathOf(document.activeElement) : "";
  const before = place.dataset.where;
  const now = whereIn(fresh.content);
  const isSame = before === now;
  const written = isSame ? writtenIn(place) : [];
  const scrolls = scrollsIn(place);
  place.dataset.where = now;
  sync(place, fresh.content, isSame);
  written.forEach(write);
  scroll(place, isSame ? scrolls : [], isAnswer);
  if (name === "modal") showModal(isSame);
  if (kept && (name !== "modal" || isSame)) focusOn(kept);
}

/** Tell which view a part shows. */
export function viewIn(place) {
  return place.querySelector("[data-view]")?.dataset.view ?? "";
}

function whereIn(place) {
  return viewIn(place) || (place.querySelector("[data-place]")?.dataset.place ?? "");
}

function remember(place) {
  for (const one of place.children) source.set(one, one.outerHTML);
}

// Children are known by id; the others by what they are and how many such stood before them.
function byKey(children) {
  const found = new Map();
  for (const one of children) {
    let key = one.id || `${one.localName}.${one.className}`;
    while (found.has(key)) key += "+";
    found.set(key, one);
  }
  return found;
}

function sync(place, fresh, isSame) {
  const old = byKey(place.children);
  const wanted = byKey([...fresh.children]);
  for (const [key, one] of old) if (!wanted.has(key)) one.remove();
  let next = place.firstElementChild;
  for (const [key, one] of wanted) {
    const html = one.outerHTML;
    const stays = old.get(key);
    let put = one;
    if (stays && isSame && source.get(stays) === html) put = stays;
    else if (stays && isSame && one.matches(".messages")) {
      sync(stays, one, true);
      put = stays;
    } else if (one.matches(".messages")) remember(one);
    source.set(put, html);
    if (stays && stays !== put) {
      if (stays === next) next = next.nextElementSibling;
      stays.remove();
    }
    if (put === next) next = next.nextElementSibling;
    else place.insertBefore(put, next);
  }
}

// ---- Scrolling ----

function scrollsIn(place) {
  return [...place.querySelectorAll(".messages, .body, .home")].map((one) => ({
    top: one.scrollTop,
    last: one.lastElementChild?.id,
    isAtEnd: one.scrollHeight - one.scrollTop - one.clientHeight < 40,
  }));
}

function scroll(place, scrolls, isAnswer) {
  place.querySelectorAll(".messages, .body, .home").forEach((one, at) => {
    const before = scrolls[at];
    const isNews = isAnswer && before && before.last !== one.lastElementChild?.id;
    const isConversation = one.matches(".messages");
    if (isConversation && (!before || before.isAtEnd || isNews)) toEnd(one);
    else one.scrollTop = before?.top ?? 0;
  });
}

function toEnd(messages) {
  messages.scrollTop = messages.scrollHeight;
}

// ---- What somebody entered while an answer was under way stays, as in Slack's client ----

function writtenIn(place) {
  return [...place.querySelectorAll("input, textarea, select")]
    .filter(isTouched)
    .map((field) => ({ path: pathOf(field), value: field.value, checked: field.checked }));
}

function isTouched(field) {
  if (field.id === "who") return false;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) {
    const first = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.value !== field.defaultValue;
}

function write({ path, value, checked }) {
  const field = path && document.querySelector(path);
  if (!field) return;
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = checked;
  else if (!field.matches("select") || [...field.options].some((one) => one.value === value)) {
    field.value = value;
  }
}

// ---- Finding an element again ----

function pathOf(element) {
  const own = ownPath(element);
  const around = element.closest("article[id], form[id], [data-view]");
  if (!own || !around || around === element || own.startsWith("#")) return own;
  const outer = around.id ? `#${CSS.escape(around.id)}` : `[data-view="${around.dataset.view}"]`;
  return `${outer} ${own}`;
}

const TELLING = [
  "data-block", "data-action", "data-value", "data-at", "data-thread", "data-wind", "data-shortcut",
  "data-dismiss", "data-close", "data-step",
];

function ownPath(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const box = element.closest("[data-action]");
  const names = element.matches("[type=checkbox], [type=radio]") ? ["value"] : TELLING;
  const own = names
    .filter((name) => element.hasAttribute(name))
    .map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`)
    .join("");
  const outer = box && box !== element ? `${ownPath(box)} ` : "";
  return own || outer ? `${outer}${element.localName}${own}` : "";
}

function focusOn(path) {
  const found = document.querySelector(path);
  // Already focused when its part stayed; focusing must not move what somebody reads.
  if (found && found !== document.activeElement) found.focus({ preventScroll: true });
}

// ---- The modal ----

function showModal(isSame) {
  const form = modal.querySelector("form");
  if (!form) {
    if (!modal.open) return;
    modal.close();
    if (opener) focusOn(opener);
    return;
  }
  if (!modal.open) {
    opener = pathOf(document.activeElement);
    modal.showModal();
  }
  const wrong = modal.querySelector(".wrong");
  const entry = ".body input, .body textarea, .body select";
  const first = modal.querySelector(entry) ?? modal.querySelector(".body button, footer button");
  if (wrong) wrong.parentElement.querySelector("input, textarea, select")?.focus();
  else if (!isSame) first?.focus();
}
