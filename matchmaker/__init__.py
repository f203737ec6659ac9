"""Meets the needs and offers of institutions of North and East Syria with those of their counterparts abroad."""

__version__ = "0.1.0"
