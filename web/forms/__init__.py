"""Forms: one file per subject. Every message stands beside its field, in the person's language."""
