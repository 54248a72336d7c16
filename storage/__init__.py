"""Remembers jobs, people and files: what `core.stores` and `core.ports.MediaStore` ask for."""
