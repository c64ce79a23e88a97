"""Documents out: facts → snapshot → template → tree → PDF and DOCX; charts, maps, workbooks."""
