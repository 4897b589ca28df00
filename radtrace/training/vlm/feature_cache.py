"""What a frozen tower sees in a film, worked out once and remembered.

A frozen tower gives the same tokens for a film in every step, so a film needs to be read, scaled and looked
at once. `cache_features` gives a reader whose processor takes a film by its path and hands on its number
where pixels would be, and whose tower answers a number from memory. The number travels as a picture of one
channel, which no film is to the processor: films have three. Pictures that are no path (noise, say) go the
long way.

Tokens are kept in the precision that they were asked for in, so that the losses are those of a reader that
looks again; they may differ in the last bit, as tokens of one film in two batches do. It is known of the
tower "radtrace_eye" alone that its output depends on nothing but the film, in training too; other readers
are returned as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import BatchFeature
from transformers.image_utils import make_flat_list_of_images
from transformers.modeling_outputs import BaseModelOutput

from radtrace.training.vlm.tiny import LoadedModel

_EXACT = ("radtrace_eye",)
_MEGABYTE = 2**20
_NUMBER = (1, 1, 1)
Look = Callable[[Sequence[str]], Tensor]


class FeatureCache:
    """Tokens (tokens, width) of films by their number, at most `megabytes` of them for each precision."""

    def __init__(self, look: Look, megabytes: int) -> None:
        self._look, self._limit = look, megabytes * _MEGABYTE
        self._numbers: dict[str, int] = {}
        self._paths: list[str] = []
        self._shelves: dict[Any, _Shelf] = {}

    def number(self, path: str) -> int:
        """The number that stands for the film at `path`."""
        if path not in self._numbers:
            self._numbers[path] = len(self._paths)
            self._paths.append(path)
        return self._numbers[path]

    def tokens(self, numbers: Sequence[int], precision: Any = None) -> Tensor:
        """The tokens (films, tokens, width); films that there is no room for are looked at each time."""
        shelf = self._shelves.setdefault(precision, _Shelf(self._limit))
        missing = [number for number in dict.fromkeys(numbers) if number not in shelf.full]
        fresh = self._looked_at(missing) if missing else {}
        shelf.keep(fresh)
        return torch.stack([fresh[one] if one in fresh else shelf.rows[one] for one in numbers])

    def _looked_at(self, numbers: Sequence[int]) -> dict[int, Tensor]:
        return dict(zip(numbers, self._look([self._paths[number] for number in numbers]), strict=True))


class _Shelf:
    """Rows of tokens of one precision, on the tower's device; a CPU's memory is taken as they are filled."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.full: set[int] = set()
        self.rows = torch.empty(0)

    def keep(self, fresh: dict[int, Tensor]) -> None:
        for number, tokens in fresh.items():
            if not self.full:
                self.rows = tokens.new_empty((self.limit // tokens.nbytes, *tokens.shape))
            if number < len(self.rows):
                self.rows[number] = tokens
                self.full.add(number)


def cache_features(reader: LoadedModel, megabytes: int) -> LoadedModel:
    """The reader with a memory for films, where that is known to be exact; `megabytes` 0 is none.

    The tower's weights must not change as long as the reader is used.
    """
    tower: Any = getattr(getattr(reader.model, "model", None), "vision_tower", None)
    if not megabytes or getattr(getattr(tower, "config", None), "model_type", None) not in _EXACT:
        return reader
    look = _looking(tower, reader.processor.image_processor)
    memory = FeatureCache(look, megabytes)
    tower.forward = _remembering(tower.forward, memory, tower)
    processor = copy.copy(reader.processor)
    processor.image_processor = _numbering(processor.image_processor, memory, tower.config.image_size)
    return LoadedModel(reader.model, processor)


def takes_paths(processor: Any) -> bool:
    """Whether films are to be given to this processor as paths."""
    return hasattr(getattr(processor, "image_processor", None), "memory")


def _looking(tower: Any, pictures: Any) -> Look:
    """Films at paths to tokens, the long way."""
    seen = tower.forward

    def look(paths: Sequence[str]) -> Tensor:
        films = pictures(pictures.fetch_images(list(paths)), return_tensors="pt")["pixel_values"]
        with torch.no_grad():
            tokens: Tensor = seen(films.to(tower.device)).last_hidden_state
        return tokens

    return look


def _remembering(seen: Callable[..., Any], memory: FeatureCache, tower: Any) -> Callable[..., Any]:
    """The tower's forward, which takes numbers too. A function, so that a copied model shares the memory."""

    def forward(pixel_values: Tensor, **others: Any) -> Any:
        if pixel_values.shape[1] != 1:
            return seen(pixel_values, **others)
        kind = pixel_values.device.type
        precision = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else tower.dtype
        tokens = memory.tokens(pixel_values[:, 0, 0, 0].long().tolist(), precision)
        return BaseModelOutput(last_hidden_state=tokens, hidden_states=(tokens,))

    return forward


def _numbering(pictures: Any, memory: FeatureCache, side: int) -> Any:
    """The image processor, which takes paths too; saved, it is the one that it was made from."""
    kind = type(pictures)

    def fetch_images(self: Any, films: Any) -> Any:
        if isinstance(films, (list, tuple)):
            return [fetch_images(self, film) for film in films]
        return np.full(_NUMBER, memory.number(films)) if isinstance(films, str) else films

    def process(self: Any, images: Any, *others: Any, **settings: Any) -> Any:
        flat = make_flat_list_of_images(images)
        if not all(getattr(image, "shape", None) == _NUMBER for image in flat):
            return kind.__call__(self, images, *others, **settings)
        numbers = np.array([image.item() for image in flat], np.float32)
        told = np.tile(numbers[:, None, None, None], (1, 1, side, side))
        return BatchFeature({"pixel_values": told}, tensor_type=settings.get("return_tensors"))

    numbering = copy.copy(pictures)
    body = {"__call__": process, "fetch_images": fetch_images, "memory": memory}
    numbering.__class__ = type(kind.__name__, (kind,), body)
    return numbering
