"""Speech analysis: levels, acoustic model (phone posteriors), decoding and forced alignment."""
