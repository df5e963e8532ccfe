"""The only door to the file system: read a tree, publish a tree atomically, keep what may be wanted again."""
