"""A tokenizer for traces, trained offline: every coordinate from 0 to 999 is one token.

Byte-level BPE, so that any text round-trips. Words of the vocabulary and numbers, with the space before them,
become single tokens because the corpus contains them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

PAD, END, IMAGE, ASKED, ANSWER = "<pad>", "</s>", "<image>", "<user>", "<assistant>"
SPECIAL = (PAD, END, IMAGE, ASKED, ANSWER)
COORDINATES = 1000
_PIECES = r" ?[\p{L}_]+| ?\p{N}+| ?[^\s\p{L}\p{N}_]+|\s"
# Merging stops long before this size: traces have a few hundred distinct words.
_TOKENS = 4096


def train_tokenizer(corpus: Iterable[str]) -> PreTrainedTokenizerFast:
    """A tokenizer for texts like those of `corpus`; the same corpus gives the same tokens."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=_TOKENS,
        min_frequency=2,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_with_numbers(corpus), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        clean_up_tokenization_spaces=False,
        extra_special_tokens={"image_token": IMAGE},
    )


def _with_numbers(corpus: Iterable[str]) -> Iterator[str]:
    yield from corpus
    for _ in range(2):
        yield "".join(f" {number}" for number in range(COORDINATES))
