"""DOCX: the tree with Word's own features, and narratives read back."""
