"""Adding services and keeping them true: writing, advice, reports, links, spreadsheets, the CMS."""
