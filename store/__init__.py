"""What is kept: tables, units of work, blobs, baselines, versions and events. No rule of the domain."""
