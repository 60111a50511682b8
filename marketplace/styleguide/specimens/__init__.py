"""Made-up things for the style guide. Nothing here is stored, and every text says that it is a specimen."""
