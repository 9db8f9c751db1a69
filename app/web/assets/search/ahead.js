// Suggestions are fetched when somebody first reaches for a search field, so that nobody else
// waits for them.

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const bring = () => import(JSON.parse(input.dataset.suggest).script).catch(() => {});
  input.addEventListener("focus", bring, { once: true });
  if (document.activeElement === input) bring();
}
