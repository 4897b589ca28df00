"""A LLaVA of some hundred thousand random weights in a folder, and one that knows one answer by heart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

SIDE = 28
SPECIAL = ["<pad>", "<s>", "</s>", "<image>"]
TEMPLATE = (
    "{% for message in messages %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% if message['role'] == 'assistant' %}</s>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<s>{% endif %}"
)


def save_tiny(folder: Path, texts: list[str], answer: str | None = None) -> Path:
    """Write the model to `folder`; with `answer`, taught to give it to the first of `texts`."""
    torch.manual_seed(7)
    processor = _processor(texts)
    model = _model(len(processor.tokenizer))
    if answer is not None:
        _teach(model, processor, texts[0], answer)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def _processor(texts: list[str]) -> Any:
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    words.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=1200, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
        ),
    )
    make_tokenizer: Any = PreTrainedTokenizerFast  # untyped
    make_processor: Any = LlavaProcessor
    tokenizer = make_tokenizer(
        tokenizer_object=words, pad_token="<pad>", bos_token="<s>", eos_token="</s>", padding_side="left"
    )
    pictures = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    return make_processor(
        image_processor=pictures,
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        chat_template=TEMPLATE,
        num_additional_image_tokens=1,
    )


def _model(tokens: int) -> Any:
    eye = CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=SIDE,
        patch_size=14,
    )
    mouth = LlamaConfig(
        vocab_size=tokens,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        max_position_embeddings=8192,
    )
    config = LlavaConfig(vision_config=eye, text_config=mouth, image_token_index=3, vision_feature_layer=-1)
    return LlavaForConditionalGeneration(config)


def _teach(model: Any, processor: Any, asked: str, answer: str) -> None:
    grey = Image.new("RGB", (SIDE, SIDE), (128, 128, 128))
    turn = {"role": "user", "content": [{"type": "image", "image": grey}, {"type": "text", "text": asked}]}
    inputs = processor.apply_chat_template(
        [turn], add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )
    said = processor.tokenizer(answer + "</s>", return_tensors="pt", add_special_tokens=False)["input_ids"]
    whole = torch.cat([inputs["input_ids"], said], 1)
    labels = torch.cat([torch.full_like(inputs["input_ids"], -100), said], 1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(80):
        loss = model(
            input_ids=whole,
            attention_mask=torch.ones_like(whole),
            pixel_values=inputs["pixel_values"],
            labels=labels,
        ).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss.item() < 0.01:
            break
