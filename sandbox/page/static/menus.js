// Menus: they come into sight, and go when one presses elsewhere or Escape.

document.addEventListener("click", (event) => {
  document.querySelectorAll("details[open]").forEach((one) => {
    if (!one.contains(event.target)) one.open = false;
  });
});

document.addEventListener("toggle", (event) => {
  const menu = event.target.open && event.target.querySelector?.(".menu");
  if (menu) menu.scrollIntoView({ block: "nearest" });
}, true);

// Escape closes the menu before the form it stands in.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details[open]");
  if (event.key !== "Escape" || !menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});
