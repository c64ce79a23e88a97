"""The domain, pure: values in, values out. No file, no database, no clock, no environment."""
