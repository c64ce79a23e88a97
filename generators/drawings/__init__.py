"""Charts and maps: SVG for paper, PNG for Word."""
