"""What is bundled with Vitrine, and how it is made."""
