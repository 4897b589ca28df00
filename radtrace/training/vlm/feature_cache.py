"""Cache the image tokens of a frozen vision tower.

A frozen tower gives the same tokens for a film in every step, so a film is read, scaled and encoded only
once. `cache_features` wraps a model: its processor takes films by path and passes on their index in place of
pixels, and its tower looks the index up. The index travels as an image of one channel, which a film never is
(films have three). Images given as pixels, such as noise, are encoded as usual.

Tokens are cached per precision, so the losses are those of the uncached model up to the last bit, in which
the tokens of one film differ between batches anyway. Only the tower "radtrace_eye" is known to depend on
nothing but the film in training mode too; other models are returned unchanged.
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
Encoder = Callable[[Sequence[str]], Tensor]


class FeatureCache:
    """Tokens (tokens, width) of films by index, at most `megabytes` for each precision."""

    def __init__(self, encode: Encoder, megabytes: int) -> None:
        self._encode, self._limit = encode, megabytes * _MEGABYTE
        self._numbers: dict[str, int] = {}
        self._paths: list[str] = []
        self._stores: dict[Any, _Store] = {}

    def number(self, path: str) -> int:
        """The index of the film at `path`."""
        if path not in self._numbers:
            self._numbers[path] = len(self._paths)
            self._paths.append(path)
        return self._numbers[path]

    def tokens(self, numbers: Sequence[int], precision: Any = None) -> Tensor:
        """The tokens (films, tokens, width); films beyond the limit are encoded each time."""
        store = self._stores.setdefault(precision, _Store(self._limit))
        missing = [number for number in dict.fromkeys(numbers) if number not in store.full]
        fresh = self._encoded(missing) if missing else {}
        store.keep(fresh)
        return torch.stack([fresh[one] if one in fresh else store.rows[one] for one in numbers])

    def _encoded(self, numbers: Sequence[int]) -> dict[int, Tensor]:
        return dict(zip(numbers, self._encode([self._paths[number] for number in numbers]), strict=True))


class _Store:
    """Cached tokens of one precision, on the tower's device; CPU memory is used only as rows are filled."""

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
    """The model with a feature cache, where that is known to be exact; 0 megabytes disables it.

    The tower's weights must not change while the model is used.
    """
    tower: Any = getattr(getattr(reader.model, "model", None), "vision_tower", None)
    if not megabytes or getattr(getattr(tower, "config", None), "model_type", None) not in _EXACT:
        return reader
    encode = _encoder(tower, reader.processor.image_processor)
    memory = FeatureCache(encode, megabytes)
    tower.forward = _cached_forward(tower.forward, memory, tower)
    processor = copy.copy(reader.processor)
    processor.image_processor = _index_processor(processor.image_processor, memory, tower.config.image_size)
    return LoadedModel(reader.model, processor)


def takes_paths(processor: Any) -> bool:
    """Whether this processor takes films as paths."""
    return hasattr(getattr(processor, "image_processor", None), "memory")


def _encoder(tower: Any, pictures: Any) -> Encoder:
    """The encoder: films at paths to tokens."""
    forward_pixels = tower.forward

    def encode(paths: Sequence[str]) -> Tensor:
        films = pictures(pictures.fetch_images(list(paths)), return_tensors="pt")["pixel_values"]
        with torch.no_grad():
            tokens: Tensor = forward_pixels(films.to(tower.device)).last_hidden_state
        return tokens

    return encode


def _cached_forward(
    forward_pixels: Callable[..., Any], memory: FeatureCache, tower: Any
) -> Callable[..., Any]:
    """The tower's forward with a cache lookup. A function, so that a copied model shares the cache."""

    def forward(pixel_values: Tensor, **others: Any) -> Any:
        if pixel_values.shape[1] != 1:
            return forward_pixels(pixel_values, **others)
        kind = pixel_values.device.type
        precision = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else tower.dtype
        tokens = memory.tokens(pixel_values[:, 0, 0, 0].long().tolist(), precision)
        return BaseModelOutput(last_hidden_state=tokens, hidden_states=(tokens,))

    return forward


def _index_processor(pictures: Any, memory: FeatureCache, side: int) -> Any:
    """The image processor, which takes paths too; saved, it equals the one it was made from."""
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
        indices = np.tile(numbers[:, None, None, None], (1, 1, side, side))
        return BatchFeature({"pixel_values": indices}, tensor_type=settings.get("return_tensors"))

    wrapped = copy.copy(pictures)
    body = {"__call__": process, "fetch_images": fetch_images, "memory": memory}
    wrapped.__class__ = type(kind.__name__, (kind,), body)
    return wrapped
