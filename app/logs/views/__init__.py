"""The parts of the log page that are its own: each shows one thing of a `LogModel`."""
