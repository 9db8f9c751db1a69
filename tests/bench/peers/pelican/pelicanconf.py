"""Settings of Pelican: entries are its pages, all others come from a generator of their own."""

SITENAME = "Signpost samples"
PATH, OUTPUT_PATH, THEME = "content", "out", "theme"
PAGE_PATHS, ARTICLE_PATHS, STATIC_PATHS = ["services"], [], []
PAGE_URL, PAGE_SAVE_AS = "services/{slug}/", "services/{slug}/index.html"
SLUGIFY_SOURCE = "basename"
TIMEZONE, DEFAULT_LANG = "Europe/London", "en"
DIRECT_TEMPLATES = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
PLUGIN_PATHS, PLUGINS = ["plugins"], ["directory"]
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
