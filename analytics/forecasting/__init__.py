"""Where a running fundraiser may end: told by real campaigns that stood at the same place (docs/forecast.md)."""
