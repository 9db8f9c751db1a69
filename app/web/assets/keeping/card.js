// What a list shows of a service, as the page of the service carries it.

export async function cardIn(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return JSON.parse(page.querySelector("[data-card]").dataset.card);
}
