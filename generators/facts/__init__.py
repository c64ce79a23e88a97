"""What several documents print: places, plans, processes. Frozen values, computed before."""
