"""The pages of an import, by page."""
