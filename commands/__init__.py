"""The command line in rooms: one module for each group of commands."""
