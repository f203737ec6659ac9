"""How a match is found: arrays and small frozen dataclasses in and out; no database, no web.

`pipeline.match` is the table of contents.
"""
