"""Core: the stages from an untrusted photo and words to a video, and the job service."""

from talking_photo.core.environment import disable_telemetry

# Here and not where a library is used: voices import onnxruntime, too, which then writes at once.
disable_telemetry()
