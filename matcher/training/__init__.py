"""The recipe by which the shipped sentence encoder is trained from parallel text."""
