"""Judges requests by LINE's own OpenAPI file, made strict: what it does not name is refused.

As published, parents carry a discriminator and children an ``allOf``, which ordinary validators never
follow; here every parent becomes a closed choice by its discriminator.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

SPECIFICATION = Path(__file__).parent / "line_openapi" / "messaging-api.yml"
PREFIX = "#/components/schemas/"
Schema = dict[str, Any]


def problems(name: str, body: Any) -> list[str]:
    """Where a body breaks the schema of this name, as JSON paths; empty when it keeps it."""
    found = _validator(name).iter_errors(body)
    return sorted({"/".join(map(str, error.absolute_path)) or "body" for error in found})


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": PREFIX + name, "components": {"schemas": _strict_schemas()}})


@cache
def _strict_schemas() -> dict[str, Schema]:
    with SPECIFICATION.open(encoding="utf-8") as file:
        document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe loaders)
    return strict(document["components"]["schemas"])


def strict(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """The schemas with every discriminator followed and every object closed."""
    return {name: _strict(name, schemas) for name in schemas}


def _strict(name: str, schemas: dict[str, Schema]) -> Schema:
    schema = schemas[name]
    if "discriminator" in schema:
        return _choice(schema["discriminator"])
    if schema.get("type") != "object" and "allOf" not in schema and "properties" not in schema:
        return copy.deepcopy(schema)
    merged = _merged(name, schemas)
    merged.setdefault("additionalProperties", False)
    return merged


def _choice(discriminator: Schema) -> Schema:
    kind, mapping = discriminator["propertyName"], discriminator["mapping"]
    branches = [
        {"if": {"properties": {kind: {"const": value}}, "required": [kind]}, "then": {"$ref": reference}}
        for value, reference in mapping.items()
    ]
    return {
        "type": "object",
        "required": [kind],
        "properties": {kind: {"enum": list(mapping)}},
        "allOf": branches,
    }


def _merged(name: str, schemas: dict[str, Schema]) -> Schema:
    """An object with what it inherits: properties and requirements of all its parents."""
    schema = schemas[name]
    merged: Schema = {"type": "object", "properties": {}, "required": []}
    for part in schema.get("allOf", []):
        above = _merged(part["$ref"].removeprefix(PREFIX), schemas) if "$ref" in part else part
        merged["properties"] |= copy.deepcopy(above.get("properties", {}))
        merged["required"] += above.get("required", [])
    merged["properties"] |= copy.deepcopy(schema.get("properties", {}))
    merged["required"] = sorted({*merged["required"], *schema.get("required", [])})
    for keyword in ("additionalProperties", "minProperties", "maxProperties"):
        if keyword in schema:
            merged[keyword] = schema[keyword]
    return merged
