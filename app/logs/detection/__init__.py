"""Which format a log is written in, and the layout of one that nobody declared."""
