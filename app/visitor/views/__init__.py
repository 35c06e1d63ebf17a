"""What a page shows of who looks at it."""
