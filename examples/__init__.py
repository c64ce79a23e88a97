"""Examples that come with Nahkoda."""
