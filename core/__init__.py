"""Core: the stages from an untrusted photo and words to a video, and the job service."""
