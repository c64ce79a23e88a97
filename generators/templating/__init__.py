"""Templates to semantic HTML: the sandbox, layers of a city, and the check of both."""
