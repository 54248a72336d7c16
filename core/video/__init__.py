"""The video file: layout, captions, label, encoding; contact sheets and thumbnails."""
