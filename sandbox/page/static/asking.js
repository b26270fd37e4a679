// Small questions of the client's own: whether one means it, and what a channel is called.

const dialog = document.getElementById("confirm");

/** Ask whether a button's deed is meant; a button without a question always is. */
export async function confirmed(button) {
  if (!button.dataset.confirm) return true;
  const words = JSON.parse(button.dataset.confirm);
  return (await ask(words.title, [made("p", words.text)], words.confirm, words.deny)) !== null;
}

/** Ask for a line of text; null when it was thought better of. */
export async function askFor(title, label, hint, yes) {
  const field = made("input", "");
  field.name = field.id = "asked";
  field.autocomplete = "off";
  field.maxLength = 80;
  field.required = true;
  const named = made("label", label);
  named.htmlFor = field.id;
  named.className = "label";
  const more = made("p", hint);
  more.className = "hint";
  more.id = "asked-hint";
  field.setAttribute("aria-describedby", more.id);
  const answers = await ask(title, [named, field, more], yes, "Cancel");
  return answers?.get("asked") ?? null;
}

function ask(title, parts, yes, no) {
  const form = document.createElement("form");
  const heading = made("h2", title);
  const footer = document.createElement("footer");
  const [cancel, go] = [made("button", no), made("button", yes)];
  heading.id = "confirm-title";
  cancel.type = "button";
  go.className = "primary";
  footer.append(cancel, go);
  form.append(heading, ...parts, footer);
  dialog.replaceChildren(form);
  let answers = null;
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // The page's own listener must not take it for one of the bot's forms.
    event.stopPropagation();
    answers = new FormData(form);
    dialog.close();
  });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(answers), { once: true });
  });
}

function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
