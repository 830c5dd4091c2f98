"""A payload in, what Discord would refuse about it out. Limits are Discord's documented ones."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]

V2 = 1 << 15
EPHEMERAL = 1 << 6
LOCALES = (
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru "
    "uk hi th zh-CN ja zh-TW ko"
).split()
_NAME = re.compile(r"[-_'\w]{1,32}")


class ServerError(Exception):
    """The payload trips a fault of the server itself: HTTP 500."""


def size(text: object) -> int:
    """Count UTF-16 units."""
    return len(str(text or "").encode("utf-16-le", "surrogatepass")) // 2


def walk(parts: list[Json]) -> Iterator[Json]:
    """Go through components, nested ones too."""
    for part in parts:
        yield part
        yield from walk(part.get("components") or [])
        if "accessory" in part:
            yield part["accessory"]


def message_faults(payload: Json, files: Sequence[str] = ()) -> list[str]:
    """List what is wrong with a message to be sent or edited.

    Args:
        payload: As it came.
        files: Names of the files that came with it.

    Raises:
        ServerError: Text displays weigh more than the undocumented byte cap.
    """
    parts = payload.get("components") or []
    faults = [*_components(parts), *_attached(payload, parts, files)]
    if payload.get("flags", 0) & V2:
        faults += _layout(payload, parts)
    else:
        faults += _plain(payload, parts, files)
    nonce = payload.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        faults.append("nonce: at most 25")
    return faults


def _layout(payload: Json, parts: list[Json]) -> Iterator[str]:
    if payload.get("content") or payload.get("embeds"):
        yield "content and embeds cannot be used with IS_COMPONENTS_V2"
    everything = list(walk(parts))
    if not 1 <= len(everything) <= 40:
        yield f"components: {len(everything)}, at most 40 and at least 1"
    shown = [part["content"] for part in everything if part["type"] == 10]
    if sum(map(size, shown)) > 4_000:
        yield "text displays: at most 4000 in all"
    if not all(shown):
        yield "text display: at least 1"
    if sum(len(text.encode()) + 12 for text in shown) > 10_170:
        raise ServerError


def _attached(payload: Json, parts: list[Json], files: Sequence[str]) -> Iterator[str]:
    """Every file that is shown must be there, and described in at most 1024 characters."""
    if len(files) > 10:
        yield "files: at most 10"
    told = payload.get("attachments") or []
    if any(size(each.get("description")) > 1_024 for each in told):
        yield "description: at most 1024"
    known = {*files, *(str(each.get("filename")) for each in told)}
    media = [part["file"] for part in walk(parts) if part["type"] == 13]
    for part in walk(parts):
        if part["type"] == 12:
            if not 1 <= len(part["items"]) <= 10:
                yield "media gallery: 1 to 10"
            media += [each["media"] for each in part["items"]]
    media += [each["image"] for each in payload.get("embeds") or [] if "image" in each]
    for each in media:
        if each["url"].startswith("attachment://") and each["url"][13:] not in known:
            yield f"{each['url']}: no such file"


def _plain(payload: Json, parts: list[Json], files: Sequence[str]) -> Iterator[str]:
    embeds = payload.get("embeds") or []
    if size(payload.get("content")) > 2_000:
        yield "content: at most 2000"
    if any(part["type"] != 1 for part in parts):
        yield "top level components: only action rows"
    if len(parts) > 5:
        yield "components: at most 5 rows"
    if len(embeds) > 10:
        yield "embeds: at most 10"
    for embed in embeds:
        yield from _embed(embed)
    if sum(size(text) for embed in embeds for text, _ in _pieces(embed)) > 6_000:
        yield "embeds: at most 6000 in all"
    if not (payload.get("content") or embeds or files):
        yield "empty message"


def _pieces(embed: Json) -> list[tuple[str | None, int]]:
    """List the texts of an embed, each with its limit."""
    pieces = [
        (embed.get("title"), 256),
        (embed.get("description"), 4_096),
        (embed.get("footer", {}).get("text"), 2_048),
        (embed.get("author", {}).get("name"), 256),
    ]
    for field in embed.get("fields", []):
        pieces += [(field["name"], 256), (field["value"], 1_024)]
    return pieces


def _embed(embed: Json) -> Iterator[str]:
    pieces = _pieces(embed)
    yield from (f"embed: at most {most}" for text, most in pieces if size(text) > most)
    if len(embed.get("fields", [])) > 25:
        yield "fields: at most 25"
    if not any(text for text, _ in pieces) and "image" not in embed:
        yield "embed: empty"


def _components(parts: list[Json]) -> Iterator[str]:
    keys: list[str] = []
    for part in walk(parts):
        if part["type"] == 1 and not 1 <= len(part["components"]) <= 5:
            yield "action row: 1 to 5"
        if part["type"] != 2:
            continue
        if not 1 <= size(part.get("label")) <= 80:
            yield "label: 1 to 80"
        if part["style"] == 5:
            if not re.match("https?://", part.get("url") or ""):
                yield "url: scheme"
        else:
            keys.append(part.get("custom_id") or "")
    if not all(1 <= size(key) <= 100 for key in keys):
        yield "custom_id: 1 to 100"
    if len(set(keys)) != len(keys):
        yield "custom_id: duplicated"


def modal_faults(payload: Json) -> list[str]:
    """List what is wrong with a modal."""
    faults = []
    if not 1 <= size(payload.get("title")) <= 45:
        faults.append("title: 1 to 45")
    if not 1 <= size(payload.get("custom_id")) <= 100:
        faults.append("custom_id: 1 to 100")
    if not 1 <= len(payload.get("components") or []) <= 5:
        faults.append("components: 1 to 5")
    return faults


def choice_faults(payload: Json) -> list[str]:
    """List what is wrong with autocomplete choices."""
    choices = payload.get("choices")
    if not isinstance(choices, list) or len(choices) > 25:
        return ["choices: at most 25"]
    return [
        "choice: 1 to 100"
        for choice in choices
        if not 1 <= size(choice["name"]) <= 100 or not 1 <= size(choice["value"]) <= 100
    ]


def command_faults(commands: list[Json]) -> list[str]:
    """List what is wrong with a bulk overwrite of commands."""
    faults = []
    names = [(command.get("type", 1), command["name"]) for command in commands]
    if len(set(names)) != len(names):
        faults.append("names: duplicated")
    for command in commands:
        if command.get("type", 1) == 1:
            faults += _named(command)
            if _weight(command) > 8_000:
                faults.append(f"{command['name']}: over 8000 in all")
        elif command.get("description") or not 1 <= len(command["name"]) <= 32:
            faults.append("menu: name 1 to 32 and no description")
        faults += _localised(command, described=command.get("type", 1) == 1)
    return faults


def _named(option: Json) -> Iterator[str]:
    name = option["name"]
    if not _NAME.fullmatch(name) or name != name.lower():
        yield f"name: {name}"
    if not 1 <= len(option.get("description") or "") <= 100:
        yield f"{name}: description 1 to 100"
    inner = option.get("options") or []
    if len(inner) > 25 or len(option.get("choices") or []) > 25:
        yield f"{name}: at most 25"
    required = [bool(each.get("required")) for each in inner]
    if required != sorted(required, reverse=True):
        yield f"{name}: required options come first"
    if len({each["name"] for each in inner}) != len(inner):
        yield f"{name}: option names duplicated"
    for each in inner:
        yield from _named(each)
        yield from _localised(each, described=True)


def _localised(option: Json, *, described: bool) -> Iterator[str]:
    for locale, name in (option.get("name_localizations") or {}).items():
        if locale not in LOCALES:
            yield f"locale: {locale}"
        if described and (not _NAME.fullmatch(name) or name != name.lower()):
            yield f"name: {name}"
    for locale, words in (option.get("description_localizations") or {}).items():
        if locale not in LOCALES or not 1 <= len(words) <= 100:
            yield f"description: {locale}"


def _weight(option: Json) -> int:
    """Count what the 8,000 characters of a command count: the longest locale of each."""
    names = [option["name"], *(option.get("name_localizations") or {}).values()]
    words = [option.get("description") or ""]
    words += (option.get("description_localizations") or {}).values()
    inner = sum(map(_weight, option.get("options") or []))
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in option.get("choices") or [])
    return max(map(len, names)) + max(map(len, words)) + inner + choices
