"""The learned model: a small transformer over the fixations so far, run with numpy.

After any number of fixations it predicts the grid cell of the next one, its dwell, and whether there is one.
Design:

- Tokens: the target, then one for each fixation (its place as sines and cosines, its dwell, its rank).
- Pre-norm blocks: causal attention over the tokens; where films are seen, attention over the film's
  cells; two linear layers with SiLU (x times its sigmoid).
- The next place is a softmax over grid x grid cells: a query from the last token against a key for each
  cell, learned, plus a linear function of the film's features there. Within a cell places are uniform.
- The dwell is a mixture of log-normals, the stop one logistic unit.

`radtrace.training.gaze.network` is the same in torch and has the same names of weights; a test holds the
two equal. Predicting needs no torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radtrace.gaze.models.stored import StoredNetwork

Values = NDArray[np.float32]

MIXTURE = 3
WAVES = (1.0, 2.0, 4.0, 8.0)
FEATURES = 3 + 4 * len(WAVES)
SHORTEST_S = 0.02
"""Added to a dwell before its logarithm is taken, so that a dwell of 0 s has one."""


@dataclass(frozen=True)
class Beliefs:
    """What the model expects next after each token, for n paths of t tokens.

    `cells` (n, t, grid * grid) are logarithms of probabilities, row 0 at the top; `stop` (n, t) the
    log-odds that no fixation follows; `dwell` (n, t, 3 * MIXTURE) the log weights, means and log
    deviations of log(dwell + SHORTEST_S).
    """

    cells: Values
    stop: Values
    dwell: Values


def shapes(network: StoredNetwork) -> dict[str, tuple[int, ...]]:
    """The name and shape of every weight."""
    width, cells = network.width, network.grid**2
    found: dict[str, tuple[int, ...]] = {
        "target": (len(network.targets) + 1, width),
        "rank": (network.steps + 1, width),
        "cell": (cells, width),
        "cell_bias": (cells,),
        **_linear("fixation", FEATURES, width),
        **_linear("query", width, width),
        **_linear("stop", width, 1),
        **_linear("dwell", width, 3 * MIXTURE),
        **_norm("last", width),
    }
    if network.channels:
        found |= _linear("film", network.channels, width)
    for layer in range(network.layers):
        found |= _block(f"block{layer}", width, seeing=network.channels > 0)
    return found


def _block(name: str, width: int, *, seeing: bool) -> dict[str, tuple[int, ...]]:
    found = {
        **_norm(f"{name}_norm1", width),
        **_linear(f"{name}_attend", width, 3 * width),
        **_linear(f"{name}_attended", width, width),
        **_norm(f"{name}_norm3", width),
        **_linear(f"{name}_up", width, 2 * width),
        **_linear(f"{name}_down", 2 * width, width),
    }
    if seeing:
        found |= _norm(f"{name}_norm2", width) | _linear(f"{name}_ask", width, width)
        found |= _linear(f"{name}_look", width, 2 * width) | _linear(f"{name}_looked", width, width)
    return found


def _linear(name: str, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}_weight": (outputs, inputs), f"{name}_bias": (outputs,)}


def _norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}_weight": (width,), f"{name}_bias": (width,)}


class Network:
    """The learned model for inference.

    Raises
    ------
    ValueError
        If a weight is missing, unknown or of a wrong shape, or the heads do not divide the width.
    """

    def __init__(self, stored: StoredNetwork) -> None:
        expected = shapes(stored)
        if stored.width % stored.heads:
            raise ValueError(f"{stored.heads} heads do not divide a width of {stored.width}")
        if odd := sorted(set(expected) ^ set(stored.weights)):
            raise ValueError(f"weights do not fit the sizes: {', '.join(odd[:3])} missing or unknown")
        for name, shape in expected.items():
            if stored.weights[name].shape != shape:
                raise ValueError(f"{name} must have shape {shape}, got {stored.weights[name].shape}")
        self.sizes = stored
        self._weights = {name: value.array() for name, value in stored.weights.items()}

    def target(self, name: str | None) -> int:
        """The index of a target by its name in any case; the one for any target where it is unknown."""
        names = self.sizes.targets
        lower = (name or "").lower()
        return names.index(lower) + 1 if lower in names else 0

    def beliefs(self, target: int, fixations: Values, film: Values | None = None) -> Beliefs:
        """What is expected after the target alone, and after each of the fixations.

        Parameters
        ----------
        fixations
            Shape (n, t, 3): x and y as fractions of the film, dwell in seconds; t may be 0.
        film
            Shape (grid * grid, channels), features of each cell; needed if and only if the model
            sees films.
        """
        if (film is not None) != (self.sizes.channels > 0):
            raise ValueError("a model that sees films needs their features, another takes none")
        weights = self._weights
        first = np.broadcast_to(weights["target"][target], (len(fixations), 1, self.sizes.width))
        rest = self._linear("fixation", features(fixations)) + weights["target"][target]
        tokens = np.concatenate([first, rest], axis=1) + weights["rank"][: fixations.shape[1] + 1]
        cells = weights["cell"] if film is None else weights["cell"] + self._linear("film", film)
        for layer in range(self.sizes.layers):
            tokens = self._through(f"block{layer}", tokens, cells, seeing=film is not None)
        return self._answer(self._norm("last", tokens), cells)

    def _answer(self, tokens: Values, cells: Values) -> Beliefs:
        scale = np.float32(self.sizes.width**-0.5)
        logits = self._linear("query", tokens) @ cells.T * scale + self._weights["cell_bias"]
        return Beliefs(
            cells=log_softmax(logits),
            stop=self._linear("stop", tokens)[..., 0],
            dwell=self._linear("dwell", tokens),
        )

    def _through(self, name: str, tokens: Values, cells: Values, *, seeing: bool) -> Values:
        query, key, value = np.split(
            self._linear(f"{name}_attend", self._norm(f"{name}_norm1", tokens)), 3, -1
        )
        hidden = np.triu(np.full((tokens.shape[1],) * 2, -1e9, np.float32), 1)
        attended = self._attend(query, key, value, hidden)
        tokens = tokens + self._linear(f"{name}_attended", attended)
        if seeing:
            query = self._linear(f"{name}_ask", self._norm(f"{name}_norm2", tokens))
            key, value = np.split(self._linear(f"{name}_look", cells)[None], 2, -1)
            tokens = tokens + self._linear(f"{name}_looked", self._attend(query, key, value, None))
        up = self._linear(f"{name}_up", self._norm(f"{name}_norm3", tokens))
        return tokens + self._linear(f"{name}_down", up / (1 + np.exp(-np.clip(up, -60, 60))))

    def _attend(self, query: Values, key: Values, value: Values, hidden: Values | None) -> Values:
        query, key, value = (self._heads(one) for one in (query, key, value))
        scores = query @ key.swapaxes(-1, -2) * np.float32(query.shape[-1] ** -0.5)
        if hidden is not None:
            scores = scores + hidden
        mixed = np.exp(log_softmax(scores)) @ value
        return mixed.swapaxes(1, 2).reshape(mixed.shape[0], mixed.shape[2], -1)

    def _heads(self, tokens: Values) -> Values:
        split = tokens.reshape(*tokens.shape[:2], self.sizes.heads, -1)
        return split.swapaxes(1, 2)

    def _linear(self, name: str, values: Values) -> Values:
        answer: Values = values @ self._weights[f"{name}_weight"].T + self._weights[f"{name}_bias"]
        return answer

    def _norm(self, name: str, values: Values) -> Values:
        centred = values - values.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(1e-5))
        answer: Values = centred / spread * self._weights[f"{name}_weight"] + self._weights[f"{name}_bias"]
        return answer


def features(fixations: Values) -> Values:
    """The inputs of each fixation, (n, t, 3) to (n, t, FEATURES): place, log dwell, waves of the place."""
    place, dwell = 2 * fixations[..., :2] - 1, fixations[..., 2:]
    waves = [f(np.float32(np.pi * rate) * place) for rate in WAVES for f in (np.sin, np.cos)]
    joined: Values = np.concatenate([place, np.log(dwell + np.float32(SHORTEST_S)), *waves], -1)
    return joined.astype(np.float32)


def log_softmax(logits: Values) -> Values:
    """Logarithms of the softmax over the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    answer: Values = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return answer
