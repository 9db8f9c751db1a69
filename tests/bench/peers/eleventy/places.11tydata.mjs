export default { permalink: ({ it }) => `${it.url}index.html` };
