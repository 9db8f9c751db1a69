// What a page loads to search with MiniSearch: the package, and the index as it was made.
import MiniSearch from "minisearch";

const weights = { name: 4, alternate: 4, summary: 2, topics: 3, description: 1 };
export const options = {
  fields: Object.keys(weights),
  storeFields: ["name", "summary"],
  searchOptions: { boost: weights, prefix: true, fuzzy: 0.2 },
};
export const load = (text) => MiniSearch.loadJSON(text, options);
