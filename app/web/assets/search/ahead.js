// Suggestions are fetched when somebody first reaches for a search field, so that nobody else
// waits for them.

for (const input of document.querySelectorAll("input[data-suggest]")) {
  // So that a screen reader says on the first visit what the field is.
  const says = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(says)) input.setAttribute(name, value);
  const bring = () => import(JSON.parse(input.dataset.suggest).script).catch(() => {});
  input.addEventListener("focus", bring, { once: true });
  if (document.activeElement === input) bring();
}
