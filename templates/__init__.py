"""Templates and styles of the documents: Jinja2 and CSS, no logic worth testing alone."""
