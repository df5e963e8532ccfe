"""Pictures from outside: read where it is safe, measured, mended, drawn; no brands, no bundles."""
