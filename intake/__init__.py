"""Files in: survey workbooks and tables, territory lists and outlines, and the empty workbook to fill in."""
