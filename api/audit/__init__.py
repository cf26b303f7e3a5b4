"""The trail: who changed what, for whom and why, and whether anybody touched it since."""
