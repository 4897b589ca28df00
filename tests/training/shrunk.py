"""The classes of the big readers, a few thousand weights wide, in folders as their makers publish them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SMALL = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
GEMMA_TEMPLATE = (
    "{% for message in messages %}<start_of_turn>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{{ '<start_of_image>' if part['type'] == 'image' else part['text'] }}{% endfor %}{% endif %}"
    "<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
GEMMA_MARKS = (
    "<start_of_turn>",
    "<end_of_turn>",
    "<start_of_image>",
    "<end_of_image>",
    "<image_soft_token>",
)
QWEN_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
QWEN_MARKS = (
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
# preprocessor_config.json of Qwen/Qwen2-VL-2B-Instruct, but for the number of pixels.
QWEN_PICTURES = {
    "min_pixels": 3136,
    "max_pixels": 3136,
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2VLProcessor",
}


def _words(corpus: list[str], end: str, **marks: Any) -> Any:
    from transformers import PreTrainedTokenizerFast

    from radtrace.training.vlm.tokenizer import PAD, train_tokenizer

    learned = train_tokenizer(corpus).backend_tokenizer
    return PreTrainedTokenizerFast(tokenizer_object=learned, pad_token=PAD, eos_token=end, **marks)


def _saved(kind: Any, config: Any, words: Any, folder: Path) -> None:
    import torch

    torch.manual_seed(0)
    model = kind(config)
    model.generation_config.pad_token_id = words.pad_token_id
    model.generation_config.eos_token_id = words.eos_token_id
    model.save_pretrained(folder)


def save_gemma(corpus: list[str], folder: Path) -> Path:
    """MedGemma's class, Gemma 3, with an eye of 56 px."""
    from transformers import (
        Gemma3Config,
        Gemma3ForConditionalGeneration,
        Gemma3Processor,
        Gemma3TextConfig,
        SiglipVisionConfig,
    )
    from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

    extra = dict(zip(("boi_token", "eoi_token", "image_token"), GEMMA_MARKS[2:], strict=True))
    words = _words(
        corpus,
        GEMMA_MARKS[1],
        bos_token=GEMMA_MARKS[1],
        additional_special_tokens=list(GEMMA_MARKS[:2]),
        extra_special_tokens=extra,
    )
    begin, end, image = (words.convert_tokens_to_ids(mark) for mark in GEMMA_MARKS[2:])
    config = Gemma3Config(
        text_config=Gemma3TextConfig(vocab_size=len(words), num_key_value_heads=1, head_dim=16, **_SMALL),
        vision_config=SiglipVisionConfig(image_size=56, patch_size=14, vision_use_head=False, **_SMALL),
        mm_tokens_per_image=4,
        boi_token_index=begin,
        eoi_token_index=end,
        image_token_index=image,
    )
    _saved(Gemma3ForConditionalGeneration, config, words, folder)
    pictures = Gemma3ImageProcessorPil(size={"height": 56, "width": 56})
    Gemma3Processor(pictures, words, GEMMA_TEMPLATE, image_seq_length=4).save_pretrained(folder)
    return folder


def save_qwen(corpus: list[str], folder: Path) -> Path:
    """Qwen2-VL, with films of four tokens; its processor's file has the published form."""
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

    words = _words(corpus, QWEN_MARKS[1], additional_special_tokens=list(QWEN_MARKS))
    words.chat_template = QWEN_TEMPLATE
    start, end, image, video = (words.convert_tokens_to_ids(mark) for mark in QWEN_MARKS[2:])
    turning = {"rope_type": "default", "mrope_section": [2, 3, 3], "rope_theta": 1e6}
    config = Qwen2VLConfig(
        text_config=dict(
            vocab_size=len(words), num_key_value_heads=1, rope_parameters=turning, bos_token_id=None, **_SMALL
        ),
        vision_config={"depth": 2, "embed_dim": 32, "hidden_size": 32, "num_heads": 2, "mlp_ratio": 2},
        tie_word_embeddings=True,
        vision_start_token_id=start,
        vision_end_token_id=end,
        image_token_id=image,
        video_token_id=video,
    )
    _saved(Qwen2VLForConditionalGeneration, config, words, folder)
    words.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(QWEN_PICTURES), "utf-8")
    return folder


SHRUNK = {"medgemma-4b": save_gemma, "qwen2-vl-2b": save_qwen}
