"""Bundles as a browser shows them: a server for this machine alone, and a browser that is driven."""
