"""A LLaVA-type model with a few million weights, initialised at random.

- A convolutional tower (`radtrace.readers.hf.eye`) or a small SigLIP, and a small Llama decoder; saved like
  any transformers folder. On drawn films the convolutions needed about a fifth of SigLIP's training data.
- Coordinates are single tokens (`tokenizer`). Their embeddings, which are also the output layer, start as
  sines and cosines of the number, so that an error of a few thousandths costs little from the first step.
- The tower's position embeddings start as sines and cosines of row and column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from radtrace.training.vlm.tokenizer import ANSWER, ASKED, COORDINATES, END, IMAGE, train_tokenizer

if TYPE_CHECKING:
    import torch
    from transformers import LlavaForConditionalGeneration, LlavaProcessor, PreTrainedTokenizerFast

TEMPLATE = (
    "{% for message in messages %}"
    "{{ '" + ASKED + "' if message['role'] == 'user' else '" + ANSWER + "' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{{ '" + IMAGE + "' if part['type'] == 'image' else part['text'] }}"
    "{% endfor %}{% endif %}"
    "{{ '" + END + "' if message['role'] == 'assistant' else '' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '" + ANSWER + "' }}{% endif %}"
)


class TinySize(BaseModel):
    """Sizes of a tiny model; `image` and `patch` in pixels. `seeing_layers` applies to "siglip" only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tower: Literal["eye", "siglip"] = "eye"
    image: int = Field(default=128, ge=32, le=512)
    patch: int = Field(default=16, ge=4, le=32)
    width: int = Field(default=256, ge=32, le=1024)
    heads: int = Field(default=4, ge=1, le=16)
    seeing_layers: int = Field(default=4, ge=1, le=24)
    speaking_layers: int = Field(default=4, ge=1, le=24)

    @model_validator(mode="after")
    def _fits(self) -> TinySize:
        if self.tower == "eye" and (self.patch != 16 or self.image % 16):
            raise ValueError('the tower "eye" has patch 16, and image is a multiple of it')
        if self.image % self.patch:
            raise ValueError("image must be a multiple of patch")
        if self.width % (2 * self.heads) or self.width % 4:
            raise ValueError("width must be a multiple of 4 and of twice the heads")
        return self


class LoadedModel(NamedTuple):
    """A model and its processor, of any class that transformers loads as image-text-to-text."""

    model: Any
    processor: Any


def build_tiny(size: TinySize, corpus: Iterable[str], seed: int = 0) -> LoadedModel:
    """A model with random weights whose tokenizer is trained on `corpus`; deterministic by seed."""
    import torch
    from transformers import LlavaForConditionalGeneration

    tokenizer = train_tokenizer(corpus)
    torch.manual_seed(seed)
    model = LlavaForConditionalGeneration(_config(size, tokenizer))
    _set_numbers(model, tokenizer)
    _set_places(model, size)
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    return LoadedModel(model, _processor(size, tokenizer))


def _config(size: TinySize, tokenizer: PreTrainedTokenizerFast) -> Any:
    from transformers import LlamaConfig, LlavaConfig

    shape = {
        "hidden_size": size.width,
        "num_attention_heads": size.heads,
        "intermediate_size": 4 * size.width,
    }
    speaking = LlamaConfig(
        vocab_size=len(tokenizer),
        num_hidden_layers=size.speaking_layers,
        num_key_value_heads=size.heads,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        **{**shape, "intermediate_size": 3 * size.width},
    )
    return LlavaConfig(
        vision_config=_seeing(size, shape),
        text_config=speaking,
        image_token_index=tokenizer.convert_tokens_to_ids(IMAGE),
        vision_feature_layer=-1,
        vision_feature_select_strategy="full",
        tie_word_embeddings=True,
    )


def _seeing(size: TinySize, shape: dict[str, int]) -> Any:
    """The tower's configuration."""
    picture = {"image_size": size.image, "patch_size": size.patch}
    if size.tower == "eye":
        from radtrace.readers.hf.eye import EyeConfig

        return EyeConfig(**picture, hidden_size=size.width)
    from transformers import SiglipVisionConfig

    return SiglipVisionConfig(num_hidden_layers=size.seeing_layers, vision_use_head=False, **picture, **shape)


def _processor(size: TinySize, tokenizer: PreTrainedTokenizerFast) -> LlavaProcessor:
    from transformers import LlavaProcessor
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    pictures = SiglipImageProcessorPil(size={"height": size.image, "width": size.image})
    return LlavaProcessor(
        image_processor=pictures,
        tokenizer=tokenizer,
        patch_size=size.patch,
        vision_feature_select_strategy="full",
        image_token=IMAGE,
        chat_template=TEMPLATE,
    )


def waves(values: torch.Tensor, width: int, fastest: float) -> torch.Tensor:
    """Sines and cosines (n, width) of `values` (n) in [0, 1], from half a turn to `fastest` turns."""
    import torch

    turns = 0.5 * (2 * fastest) ** (torch.arange(width // 2) / max(width // 2 - 1, 1))
    angles = 2 * torch.pi * values[:, None] * turns
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def _set_numbers(model: LlavaForConditionalGeneration, tokenizer: PreTrainedTokenizerFast) -> None:
    import torch

    table = model.get_input_embeddings().weight
    ids = [tokenizer.encode(f" {number}", add_special_tokens=False) for number in range(COORDINATES)]
    one = torch.tensor([tokens[0] for tokens in ids])
    half = table.shape[1] // 2
    with torch.no_grad():
        numbers = waves(torch.linspace(0, 1, COORDINATES), half, fastest=32.0)
        table[one, :half] = table.std() * numbers * 2**0.5


def _set_places(model: LlavaForConditionalGeneration, size: TinySize) -> None:
    import torch

    side = size.image // size.patch
    places = waves(torch.linspace(0, 1, side), size.width // 2, fastest=side / 4)
    rows = places[:, None].expand(side, side, -1)
    columns = places[None].expand(side, side, -1)
    seeing = model.model.vision_tower
    tower = seeing.positions if size.tower == "eye" else seeing.embeddings.position_embedding.weight
    with torch.no_grad():
        tower.copy_(0.5 * torch.cat([rows, columns], dim=-1).reshape(side * side, -1))
