"""A picture as JSON on stdin in, its PNG on stdout out."""

import json
import sys
from typing import Any

from bot.drawing.pen import draw
from bot.pictures import Bar, Bars, Course, Moment, Picture, Steps, Timeline


def read(spec: dict[str, Any]) -> Picture:
    """Make the nouns again that were written as JSON."""
    shape, foot = spec.pop("shape"), tuple(spec.pop("foot"))
    if shape == "Bars":
        bars = tuple(Bar(**each) for each in spec.pop("bars"))
        return Bars(bars=bars, foot=foot, **spec)
    if shape == "Course":
        lines = tuple(
            Steps(points=tuple((day, amount) for day, amount in each.pop("points")), **each)
            for each in spec.pop("lines")
        )
        return Course(lines=lines, foot=foot, **spec)
    moments = tuple(Moment(**each) for each in spec.pop("moments"))
    return Timeline(moments=moments, foot=foot, **spec)


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(read(json.load(sys.stdin))))
