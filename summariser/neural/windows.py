"""Document in, the windows that the encoder reads out: title, one sentence before, body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.document import Document
from summariser.neural.words import START, STOP, Word, vocabulary, words_of

LIMIT = 400  # pieces of a window; positions go to 512, but the cost of attention grows
TITLE = 24  # pieces of the headline in front of each window
BEFORE = 44  # pieces of the sentence before, read but not judged
SENTENCE = 200  # pieces of one sentence; the rest of a longer one is a sentence of its own
READ = 3_000  # words; what stands after them is not read, so that any text costs a bounded time


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the article as the encoder gets it.

    Attributes:
        pieces: Vocabulary ids, with the marks that BERT expects.
        shapes: Spelling class of each piece.
        places: For each word of `words`, where its first piece stands in `pieces`.
        words: Numbers into `Reading.words`, rising by one.
        body: How many of `words` at the beginning are context, judged in the window before.
    """

    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    places: tuple[int, ...]
    words: tuple[int, ...]
    body: int


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as words, sentences of words, and windows.

    Attributes:
        text: The clean text that offsets count in.
        words: In text order.
        sentence: For each word, the number of its sentence in `Document.sentences`.
    """

    text: str
    words: tuple[Word, ...]
    sentence: tuple[int, ...]
    windows: tuple[Window, ...]


def _size(words: Sequence[Word]) -> int:
    return sum(len(word.pieces) for word in words)


def _cut(first: int, words: Sequence[Word]) -> Iterator[range]:
    """Give a sentence's words as ranges of at most `SENTENCE` pieces."""
    begin, size = 0, 0
    for i, word in enumerate(words):
        if size + len(word.pieces) > SENTENCE:
            yield range(first + begin, first + i)
            begin, size = i, 0
        size += len(word.pieces)
    if begin < len(words):
        yield range(first + begin, first + len(words))


def _window(head: Sequence[Word], words: Sequence[Word], context: range, body: range) -> Window:
    known = vocabulary()
    pieces, shapes, places = [known[START]], [3], []
    for word in head:
        pieces += word.pieces
        shapes += [word.shape] * len(word.pieces)
    pieces.append(known[STOP])
    shapes.append(3)
    for i in [*context, *body]:
        places.append(len(pieces))
        pieces += words[i].pieces
        shapes += [words[i].shape] * len(words[i].pieces)
    pieces.append(known[STOP])
    shapes.append(3)
    return Window(tuple(pieces), tuple(shapes), tuple(places), (*context, *body), len(context))


def read(document: Document) -> Reading:
    """Cut the article into windows of about equal size, each ending with a sentence."""
    article = document.article
    words: list[Word] = []
    sentence: list[int] = []
    parts: list[range] = []
    for number, (start, end) in enumerate(document.sentences):
        found = words_of(document.text, start, end, most=READ - len(words))
        parts += _cut(len(words), found)
        words += found
        sentence += [number] * len(found)
        if len(words) >= READ:
            break
    head: list[Word] = []
    for word in words_of((article.title or "")[:400]):
        if _size(head) + len(word.pieces) > TITLE:
            break
        head.append(word)
    room = LIMIT - _size(head) - BEFORE - 3
    total = _size(words)
    goal = total / max(1, -(-total // room))
    windows: list[Window] = []
    before = range(0)
    group: list[range] = []

    def close() -> None:
        nonlocal before, group
        if not group:
            return
        body = range(group[0].start, group[-1].stop)
        windows.append(_window(head, words, before, body))
        last = group[-1]
        keep = last.stop
        while keep > last.start and _size(words[keep - 1 : last.stop]) <= BEFORE:
            keep -= 1
        before, group = range(keep, last.stop), []

    size = 0
    for part in parts:
        more = _size(words[part.start : part.stop])
        if group and (size + more > room or size + more / 2 > goal):
            close()
            size = 0
        group.append(part)
        size += more
    close()
    return Reading(document.text, tuple(words), tuple(sentence), tuple(windows))
