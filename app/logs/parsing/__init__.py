"""Lines of the usual shape, read a block at a time: whole columns by array arithmetic."""
