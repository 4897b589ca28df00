"""A model in this process: `hf:PATH_OR_ID`. Greedy decoding, so the same film gives the same text.

Nothing is downloaded, and no code or pickle from a model is run: weights are safetensors, in a folder or in
Hugging Face's local cache. torchvision is not required; transformers 5 then prepares images with Pillow.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from radtrace.errors import one_line
from radtrace.readers.hf.processor import load_processor
from radtrace.readers.vlm.reader import NotRead, Turn
from radtrace.readers.vlm.settings import Settings, read_settings
from radtrace.record import BadInput, Provenance

OWN_SETTINGS = "radtrace.toml"
_CHUNK = 1 << 20


class LocalModel:
    """A loaded model and its processor.

    Raises
    ------
    BadInput
        If transformers or the model is not installed, or it is not a vision-language chat model.
    """

    def __init__(self, name: str) -> None:
        self._folder = find_model(name)
        self._name = name
        self._processor, self._model = _loaded(name, self._folder)
        self._sha256 = weights_sha256(self._folder)
        self.most_tokens = Settings().most_tokens

    @property
    def made_by(self) -> Provenance:
        """Provenance: the model's name and the SHA-256 of its weights."""
        version = Path(self._name).name or self._name
        return Provenance(reader="hf", version=version, weights_sha256=self._sha256)

    def settings(self) -> Settings:
        """Settings that match the image size of the model's own processor.

        A `radtrace.toml` in the model's folder overrides them, with the prompts the model was trained on.
        """
        own = self._folder / OWN_SETTINGS
        return read_settings(own if own.exists() else None, picture_settings(self._processor.image_processor))

    def generate(self, picture: NDArray[np.uint8], turns: Sequence[Turn], constrained: bool) -> str:
        """The greedy answer, at most `most_tokens` tokens; raises NotRead if it is empty.

        `constrained` is ignored: the answer is repaired instead.
        """
        import torch

        inputs = self._inputs(picture, turns)
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about generation settings that greedy decoding ignores
            tokens = self._model.generate(
                **inputs, do_sample=False, num_beams=1, max_new_tokens=self.most_tokens
            )
        answer = tokens[0, inputs["input_ids"].shape[1] :]
        text: str = self._processor.decode(answer, skip_special_tokens=True)
        if not text.strip():
            raise NotRead(f"{self._name}: the model's answer is empty")
        return text

    def _inputs(self, picture: NDArray[np.uint8], turns: Sequence[Turn]) -> Any:
        from PIL import Image

        image = {"type": "image", "image": Image.fromarray(picture).convert("RGB")}
        messages: list[dict[str, Any]] = [
            {"role": turn.role, "content": [{"type": "text", "text": turn.text}]} for turn in turns
        ]
        messages[0]["content"].insert(0, image)
        inputs = self._processor.apply_chat_template(
            messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
        )
        return inputs.to(self._model.device, dtype=self._model.dtype)


def find_model(name: str) -> Path:
    """The folder of a model: `name` itself, or the id's folder in the local Hugging Face cache.

    Raises
    ------
    BadInput
        If there is neither.
    """
    if Path(name).is_dir():
        return Path(name)
    hub = _module("huggingface_hub")
    try:
        return Path(hub.snapshot_download(name, local_files_only=True))
    except (hub.errors.LocalEntryNotFoundError, hub.errors.HFValidationError, OSError, ValueError):
        raise BadInput(
            f"{name}: is neither a folder nor a model in the local Hugging Face cache; "
            "radtrace downloads no weights, so download the model first"
        ) from None


def picture_settings(processor: Any) -> Settings:
    """Settings that match a transformers image processor.

    Qwen-like processors (with `merge_size`) round to whole patches within an area range; others fill a
    square.
    """
    size = dict(processor.size or {})
    if hasattr(processor, "merge_size"):
        return Settings(
            fit="patches",
            patch=processor.patch_size * processor.merge_size,
            least_pixels=size.get("shortest_edge") or Settings().least_pixels,
            most_pixels=size.get("longest_edge") or Settings().most_pixels,
        )
    crop = (
        dict(getattr(processor, "crop_size", None) or {})
        if getattr(processor, "do_center_crop", False)
        else {}
    )
    side = crop.get("height") or size.get("height") or size.get("shortest_edge") or Settings().size
    return Settings(fit="letterbox", size=side)


def weights_sha256(folder: Path) -> str:
    """The SHA-256 of the folder's safetensors files, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _loaded(name: str, folder: Path) -> tuple[Any, Any]:
    transformers, torch = _module("transformers"), _module("torch")
    transformers.utils.logging.disable_progress_bar()
    _module("radtrace.readers.hf.eye")  # registers the tiny reader's vision tower
    try:
        processor = load_processor(folder)
        model = transformers.AutoModelForImageTextToText.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype="auto"
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        what = f"is not a vision-language model that transformers can load ({one_line(error)})"
        raise BadInput(f"{name}: {what}") from error
    if getattr(processor, "chat_template", None) is None or not hasattr(processor, "image_processor"):
        raise BadInput(f"{name}: has no chat template for images; give an instruction-tuned model")
    return processor, model.eval().to("cuda" if torch.cuda.is_available() else "cpu")


def _module(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise BadInput(
            f"a local model needs {error.name}; in a clone: pip install -c constraints.txt '.[train]'"
        ) from error
