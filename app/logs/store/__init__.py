"""What was read: codes in columns on disk, the way back to the lines, counts for notebooks."""
