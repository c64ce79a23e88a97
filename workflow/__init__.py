"""May this plan move, and if not, why: stages, and later gates and decisions."""
