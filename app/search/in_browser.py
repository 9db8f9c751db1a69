"""The browser search, asked in Chromium."""
