"""An address as somebody wrote it in, the one address of that piece out."""

import base64
import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

# Query parameters that say where a reader came from and not what they read.
_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|link_.*|bbc_team|ptr_name|format|type)|fbclid|gclid|dclid|gbraid"
    r"|wbraid|msclkid|twclid|yclid|igshid|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|__twitter_impression"
    r"|cmpid|cmp|ncid|ocid|smid|smtyp|sref|ftcamp|ito|xtor|wt\.(?:mc_id|z_.*)|traffic_source"
    r"|taid|guccounter|guce_.*|ns_(?:mchannel|source|campaign|linkname|fee)|partner|rss",
    re.IGNORECASE,
)
_AMP_PARAMETERS = {"amp", "outputtype", "amp_js_v", "usqp"}
_AMP_CACHE = re.compile(r"^https?://[^/]+\.cdn\.ampproject\.org/(?:[a-z]/)(s/)?(.+)$")
_AMP_VIEWER = re.compile(r"^https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(s/)?(.+)$")
# Wrappers that carry the target in the open: host ending, path, parameter.
_WRAPPERS = (
    ("google.com", "/url", ("url", "q")),
    ("news.google.com", "/news/url", ("url",)),
    ("facebook.com", "/l.php", ("u",)),
    ("bing.com", "/news/apiclick.aspx", ("url",)),
    ("r.search.yahoo.com", "/", ("RU",)),
    ("out.reddit.com", "/", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
)
# Google News wrote the target into its own address until 2024; since then it must be asked for.
_GOOGLE_NEWS = re.compile(
    r"^https?://news\.google\.com/(?:rss/)?(?:articles|read)/(CBM[\w-]{10,2000})"
)
_INSIDE = re.compile(rb"https?://[!-~]{4,2000}")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_EDITION = re.compile(r"^(?:www|m|mobile|amp|edition)\.")


def web_address(base: str, link: str | None) -> str | None:
    """Make a link absolute; ``None`` unless it is an http(s) address."""
    if not link or not link.strip():
        return None
    try:
        whole = urljoin(base, re.sub(r"[\t\r\n]", "", link.strip()))
        parts = urlsplit(whole)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return whole if parts.scheme.lower() in ("http", "https") and host else None


def unwrapped(url: str) -> str:
    """Take an address out of a wrapper (AMP cache, link counter) that shows it openly."""
    for pattern in (_AMP_CACHE, _AMP_VIEWER):
        if match := pattern.match(url):
            return f"http{'s' if match[1] else ''}://{match[2]}"
    if match := _GOOGLE_NEWS.match(url):
        return _google_news(match[1]) or url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.hostname or ""
    for ending, path, names in _WRAPPERS:
        if (host == ending or host.endswith("." + ending)) and parts.path.startswith(path):
            given = dict(parse_qsl(parts.query))
            for name in names:
                if inner := web_address(url, unquote(given.get(name, ""))):
                    return inner
    return url


def _google_news(code: str) -> str | None:
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return None
    found = _INSIDE.search(raw)
    return web_address("", found[0].decode("ascii")) if found else None


def canonical(url: str) -> str:
    """Give the one spelling of an address: lower-case host, no fragment, nothing that tracks.

    An address that cannot be taken apart is returned as it is.
    """
    try:
        parts = urlsplit(unwrapped(url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host:
        return url
    scheme = parts.scheme.lower()
    if ":" in host:
        host = f"[{host}]"
    if port and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and name.lower() not in _AMP_PARAMETERS
    ]
    # An unchanged query keeps its own spelling: signed addresses depend on it.
    unchanged = len(kept) == len(parse_qsl(parts.query, keep_blank_values=True))
    query = parts.query if unchanged else urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are the same outlet's: one host is the other's or inside it.

    A page may name its own canonical address, but never speak for somebody else's.
    """
    try:
        first, second = (
            _EDITION.sub("", (urlsplit(url).hostname or "").lower()) for url in (one, other)
        )
    except ValueError:
        return False
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    return longer == shorter or ("." in shorter and longer.endswith("." + shorter))
