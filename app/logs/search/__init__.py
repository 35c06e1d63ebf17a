"""What a visitor types to find requests: words, fields and numbers, and where it cannot be understood."""
