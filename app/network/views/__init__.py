"""What the network page is made of."""
