"""What marks a video as made by AI, and what tells whether one is: see docs/provenance.md."""
