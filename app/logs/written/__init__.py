"""How single fields are written, whatever format they stand in: times, requests, addresses, queries."""
