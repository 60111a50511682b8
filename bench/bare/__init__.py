"""What the pages are compared with: plain Django, one query, 24 rows, a template of like size."""
