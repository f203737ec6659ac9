"""The site: pages that a person sees, over the services."""
