"""A whole site on one machine: the environment, embedded Postgres, Redis and Stripe, and what serves the pages.

Nothing else in the code knows whether a service is embedded or remote. Modules that run before the environment exists
(`environment`, `problem`, `places`, `locks`, `serve`) use the standard library alone.
"""
