"""The words of the site in every language: found in the code, kept in `locale/`, compiled. Driven by `bin/messages`."""
