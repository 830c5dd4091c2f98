"""Seeds to feeds: a newspaper stand on loopback, so that the first start needs nothing."""

from bot.sample.articles import SampleArticle, SeedError, load_sample, seeds_folder
from bot.sample.server import SampleOutlet
from bot.sample.site import sample_outlet

__all__ = [
    "SampleArticle",
    "SampleOutlet",
    "SeedError",
    "load_sample",
    "sample_outlet",
    "seeds_folder",
]
