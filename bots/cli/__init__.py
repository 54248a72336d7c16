"""The command line: commands, progress, contact sheets and the self-test."""
