"""One file per subject; each ends with the list of its pages."""
