"""PDF: two engines for one HTML, page labels, archive form."""
