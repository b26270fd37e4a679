// Reads what was entered, and where.

/** Find the view or message that an element stands in, and how the server knows it. */
export function surfaceOf(element) {
  const view = element.closest("[data-view]");
  if (view) return { place: view, ids: { view: view.dataset.view } };
  const message = element.closest("[data-ts]");
  return { place: message, ids: { channel: message.dataset.channel, ts: message.dataset.ts } };
}

/** Tell what stands in an element. */
export function valueOf(element) {
  const kind = element.dataset.kind;
  if (kind === "radio_buttons") return element.querySelector("input:checked")?.value ?? null;
  if (element.matches(".choices")) {
    return [...element.querySelectorAll("input:checked")].map((one) => one.value);
  }
  if (element.matches(".external")) return element.querySelector("select").value;
  return element.value;
}

/** Tell what stands in every field of a view or message. */
export function valuesIn(place) {
  return [...place.querySelectorAll("[data-action]")]
    .filter((one) => one.localName !== "button" && one.localName !== "a")
    .map((one) => [one.dataset.block, one.dataset.action, valueOf(one)]);
}
