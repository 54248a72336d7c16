"""What is heard in a sound: which speech sounds, when, and how the mouth must be to make them."""
