"""Remembers jobs, people and files.

What `talking_photo.core.jobs.stores` and `talking_photo.core.jobs.ports.MediaStore` ask for.
"""
