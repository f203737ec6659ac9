"""What a person finds on a page: where it says what is wrong, and what stands in the fields."""

import re
from html import unescape

from httpx2 import Response

ERROR = re.compile(r'<p class="error" id="([\w-]+)-error">(.*?)</p>', re.DOTALL)
SUMMARY = re.compile(r'<div class="notice bad" role="alert">.*?</div>', re.DOTALL)
TEXTAREA = re.compile(r'<textarea[^>]* name="([\w-]+)"[^>]*>\r?\n?(.*?)</textarea>', re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")
SELECT = re.compile(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', re.DOTALL)
SELECTED = re.compile(r'<option selected value="([^"]*)"')
UNSENT_TYPES = {"hidden", "submit"}


def errors(response: Response) -> dict[str, str]:
    """Return the messages by the field that each stands beside."""
    return {field: unescape(message) for field, message in ERROR.findall(response.text)}


def summary_targets(response: Response) -> set[str]:
    """Return the ids that the list of errors at the top of a form leads to."""
    return {target for block in SUMMARY.findall(response.text) for target in re.findall(r'href="#([\w-]+)"', block)}


def ids(response: Response) -> set[str]:
    return set(re.findall(r' id="([\w-]+)"', response.text))


def typed(response: Response) -> dict[str, list[str]]:
    """Return what the fields of a page hold, as a browser would send it; what is empty is left out."""
    found: dict[str, list[str]] = {}
    for name, text in TEXTAREA.findall(response.text):
        found.setdefault(name, []).append(unescape(text).strip())
    for name, options in SELECT.findall(response.text):
        found.setdefault(name, []).extend(SELECTED.findall(options))
    for tag in INPUT.findall(response.text):
        given = {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        choice = given.get("type") in {"checkbox", "radio"}
        if given.get("type") not in UNSENT_TYPES and (not choice or re.search(r"\bchecked\b", tag)):
            found.setdefault(given["name"], []).append(given.get("value", ""))
    return {name: values for name, values in found.items() if any(values)}


def notice(response: Response) -> str:
    found = re.search(r'<p class="notice good" role="status">(.*?)</p>', response.text, re.DOTALL)
    return unescape(found[1]).strip() if found else ""
