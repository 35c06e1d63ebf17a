"""From files to a log: opened, cut into blocks, read beside the page while it is looked at."""
