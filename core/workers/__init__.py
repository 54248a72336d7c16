"""Render processes: a pool of them, the sandbox inside, and temporary directories."""
