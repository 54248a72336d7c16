"""The video file: frames and sound encoded, with captions, label and layout; contact sheets and thumbnails."""
