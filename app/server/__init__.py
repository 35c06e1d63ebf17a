"""What runs beside Voilà: the launcher, the hooks, the limits, the kernels and the landing page."""
