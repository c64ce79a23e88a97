"""Documents out: context → snapshot → template → tree → PDF and DOCX; charts and maps."""
