"""Why an installation does not start, in sentences that say what to do."""


class LaunchRefused(Exception):  # noqa: N818 - a refusal is a proper answer, not an error
    """The installation cannot start like this."""
