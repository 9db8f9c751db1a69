export default function (config) {
  config.setQuietMode(true);
  config.addCollection("bySlug", (api) =>
    Object.fromEntries(api.getFilteredByGlob("services/*.md").map((one) => [one.fileSlug, one])),
  );
  return { markdownTemplateEngine: false, dir: { output: "out" } };
}
