"""What exists: one noun a file. No session, no request, no arrays here."""
