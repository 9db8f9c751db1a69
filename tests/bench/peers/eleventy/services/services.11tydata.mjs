export default { layout: "service.njk", permalink: ({ page }) => `/services/${page.fileSlug}/` };
