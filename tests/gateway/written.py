"""Documents of services as tests need them."""

from typing import Any

from gateway.documents.merged import merged

INFO = {"title": "Whole", "version": "1"}
SCHEME = {"parcours": {"type": "oauth2", "flows": {}}}


def operation(identifier: str, schema: str = "Item", **more: Any) -> dict[str, Any]:
    return {
        "operationId": identifier,
        "tags": ["things"],
        "summary": "Read a thing",
        "description": "Everything about a thing.",
        "security": [{"parcours": []}],
        "responses": {
            "200": {
                "description": "A thing.",
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": {"id": 1}}
                },
            },
            "401": {"description": "Sign in.", "content": {"application/problem+json": {}}},
        },
        **more,
    }


def document(path: str, identifier: str, **schemas: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Title of {identifier}"},
        "tags": [{"name": "things", "description": "What there is."}],
        "paths": {path: {"get": operation(identifier)}},
        "components": {"schemas": schemas or {"Item": {"type": "object"}}, "securitySchemes": SCHEME},
    }


def whole(**documents: dict[str, Any]) -> dict[str, Any]:
    return merged(documents, info=INFO, servers=[{"url": "http://x"}])
