"""A finished video as a lesson: a slide, a package for a learning platform, a page, a picture."""

from talking_photo.core.video.exports.export import ExportFormat, export
from talking_photo.core.video.exports.lesson import Labels, Lesson, lesson_of

__all__ = ["ExportFormat", "Labels", "Lesson", "export", "lesson_of"]
