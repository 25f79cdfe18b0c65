"""What the content folder teaches, learned once a release: its labels, its phrases, the weights of their n-grams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from knowledge.fitting import Floats, Ints, fit
from knowledge.index import Bag, Halves, Places, Postings, each_once, lay, read
from knowledge.labels import Label, taught_by_content
from knowledge.lexicon import Lexicon
from knowledge.seeds import Seeds


@dataclass(frozen=True)
class Learned:
    """Never changed afterwards; may lie in a file that several processes share."""

    lexicon: Lexicon
    labels: tuple[Label, ...]
    postings: Postings
    number: Ints
    weights: Halves
    duals: Halves

    def scores(self, places: Places, weights: Floats) -> Floats:
        """What the n-grams at these places say for each label: those that many phrases share by their own weights, the
        others by the phrases that hold them."""
        rows = self.number[places]
        alike = self.postings.similar(places[rows == 0], weights[rows == 0])
        held = np.flatnonzero(alike)
        said: Floats = weights @ self.weights[rows].astype(np.float32)
        said += alike[held] @ self.duals[held].astype(np.float32)
        return said

    def columns(self, labels: Sequence[Label]) -> Ints:
        """The number here of each of other labels; one too many for a label that is not known here."""
        at = {one.key: number for number, one in enumerate(self.labels)}
        return np.array([at.get(one.key, len(self.labels)) for one in labels], np.int32)


def learn(seeds: Seeds, each: Callable[[Callable[[str], Bag], list[str]], Iterable[Bag]] = map) -> Learned:
    """Learn all of it, which takes half a minute for tens of thousands of phrases; ``each`` may cut them elsewhere."""
    taught = taught_by_content(seeds)
    said = list(dict.fromkeys(phrase for phrases in taught.values() for phrase in phrases))
    ready = dict(zip(said, each(partial(read, seeds.lexicon), said), strict=True))
    postings, rows = lay(each_once(list(taught.values()), ready.__getitem__))
    learned = fit(rows, postings.owner, len(taught))
    weights, duals = learned.weights.astype(np.float16), learned.duals.astype(np.float16)
    return Learned(seeds.lexicon, tuple(taught), postings, learned.number, weights, duals)
