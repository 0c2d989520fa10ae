"""Which version of the program this is."""


def program_version() -> str:
    """The installed version; "0" where the program runs from a folder that was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("foley-bridge")
    except PackageNotFoundError:
        return "0"
