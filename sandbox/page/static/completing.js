// Completes @people, #channels and /commands while one types, as Slack's client does.

const list = document.getElementById("completions");
const MOST = 8;
let field = null;

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-names]")) suggest(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target === field && !list.contains(event.relatedTarget)) close();
});
// The list comes before the form: Enter takes a name rather than sending.
document.addEventListener("keydown", choose, true);
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const row = event.target.closest("[role=option]");
  if (row) take(row);
});

function suggest(input) {
  const begun = wordBefore(input);
  const names = begun ? matching(input, begun) : [];
  if (!names.length) return close();
  field = input;
  list.replaceChildren(...names.map(row));
  mark(list.firstElementChild);
  const at = input.getBoundingClientRect();
  list.hidden = false;
  list.style.insetInlineStart = `${at.left}px`;
  list.style.insetBlockEnd = `${innerHeight - at.top + 4}px`;
  input.setAttribute("aria-expanded", "true");
}

// The sign and what follows it, up to where one types; a command only stands at the beginning.
function wordBefore(input) {
  const before = input.value.slice(0, input.selectionStart);
  return before.match(/^\/[\w-]*$/)?.[0] ?? before.match(/(?<=^|\s)[@#][\p{L}\p{N}_.-]*$/u)?.[0];
}

function matching(input, begun) {
  const wanted = begun.toLowerCase();
  const names = JSON.parse(input.dataset.names);
  const found = names.filter((name) => name.toLowerCase().startsWith(wanted)).slice(0, MOST);
  // What stands there whole already needs no completing, and Enter sends it.
  return found.length === 1 && found[0].toLowerCase() === wanted ? [] : found;
}

function row(name, at) {
  const one = document.createElement("li");
  one.textContent = name;
  one.id = `completion-${at}`;
  one.setAttribute("role", "option");
  return one;
}

function mark(row) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === row));
  field?.setAttribute("aria-activedescendant", row.id);
}

function choose(event) {
  if (list.hidden || event.target !== field || event.isComposing) return;
  const now = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") mark(now.nextElementSibling ?? list.firstElementChild);
  else if (event.key === "ArrowUp") mark(now.previousElementSibling ?? list.lastElementChild);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && isWhole(now)) return close();
  else if (event.key === "Enter" || event.key === "Tab") take(now);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// `/okr` is sent at once although `/okr-other` would complete it too.
function isWhole(row) {
  return wordBefore(field)?.toLowerCase() === row.textContent.toLowerCase();
}

function take(row) {
  const end = field.selectionStart;
  const start = end - wordBefore(field).length;
  field.setRangeText(`${row.textContent} `, start, end, "end");
  close();
}

function close() {
  list.hidden = true;
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
  field = null;
}
