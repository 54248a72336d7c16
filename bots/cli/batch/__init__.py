"""The command `batch`: a video for each row of a table."""
