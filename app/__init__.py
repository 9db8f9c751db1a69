"""Signpost: a directory of help that families can use by themselves.

One path runs through it: content file, entry, catalogue, index, page, static file.
"""

import atexit
import gc

# Nearly all that a page is made of ends by itself: to look for garbage after every 700 new things,
# as Python does, takes a fifteenth of the time.
gc.set_threshold(10_000)
# What is held when a program ends, it need not look through for garbage: all of a site takes long.
atexit.register(gc.freeze)
