"""The endpoints, one module a resource."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Let every module add its endpoints to the table."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
