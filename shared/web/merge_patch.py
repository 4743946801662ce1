"""JSON Merge Patch: only what changes is sent, and null takes a member away.

Source:
    RFC 7396.
"""

from typing import Any, Final

MERGE_PATCH: Final = "application/merge-patch+json"


def merged(target: Any, patch: Any) -> Any:
    """The target with the patch applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, member in patch.items():
        if member is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), member)
    return result
