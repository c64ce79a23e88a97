"""From semantic HTML to the numbered tree that every writer reads, and back."""
