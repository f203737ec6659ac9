"""What happens: one function per verb, objects first. The caller commits."""
