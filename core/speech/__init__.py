"""Speech synthesis: voices, and the alignment of phones to sound."""
