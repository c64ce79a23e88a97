"""The plan workbook (XLSX): what people fill in, and where the plan leads."""
