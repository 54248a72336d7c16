"""Make a photo speak: the package that `import talking_photo` gives."""
