"""Signpost: a directory of help that families can use by themselves.

One path runs through it: content file, entry, catalogue, index, page, static file.
"""
