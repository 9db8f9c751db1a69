"""Search: families' words to needs, needs and words to entries; the same in the browser."""
