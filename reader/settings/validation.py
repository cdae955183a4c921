"""Checks what was written for a setting."""

from __future__ import annotations

from reader.settings import Setting, Value


def validate(setting: Setting, written: object) -> tuple[Value, str]:
    """Validate a value of the settings file.

    Returns:
        The value to use: the written one, the nearest one in bounds, or the default. And the
        problem as a sentence that begins with the name; empty if there is none.
    """
    value: Value
    match setting.default:
        case bool():
            if isinstance(written, bool):
                return written, ""
            return _default_because(setting, "must be true or false, without quotes")
        case int():
            if not isinstance(written, int) or isinstance(written, bool):
                return _default_because(setting, "must be a whole number")
            value = min(max(written, setting.least), setting.most)
            if value == written:
                return value, ""
            said = _number(written)
            return (
                value,
                f"{setting.name} is {said}, but must be from {setting.least} to {setting.most}",
            )
        case str():
            if not isinstance(written, str):
                return _default_because(setting, "must be text in quotes")
            value = written
        case _:
            if not isinstance(written, list) or not all(isinstance(x, str) for x in written):
                return _default_because(setting, "must be a list of texts in quotes")
            value = tuple(written)
    return _validate_text(setting, value)


def _validate_text(setting: Setting, value: str | tuple[str, ...]) -> tuple[Value, str]:
    if setting.check and isinstance(value, str) and (wrong := setting.check(value)):
        return _default_because(setting, f"is “{value}”, which {wrong}")
    if setting.choices and value not in setting.choices:
        return _default_because(
            setting, f"is “{value}”, but must be one of {', '.join(setting.choices)}"
        )
    return value, ""


def _default_because(setting: Setting, why: str) -> tuple[Value, str]:
    return setting.default, f"{setting.name} {why}"


def _number(value: int) -> str:
    """A number as text; Python refuses to convert one of too many digits."""
    return str(value) if abs(value) < 10**12 else "a number of many digits"
