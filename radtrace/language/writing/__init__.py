"""Mentions back to sentences, and the same facts in other words."""

from radtrace.language.writing.fact import Fact, fact_of, facts_of
from radtrace.language.writing.paraphrase import paraphrase
from radtrace.language.writing.sentence_of import sentence_of
from radtrace.language.writing.write import write_mentions

__all__ = ["Fact", "fact_of", "facts_of", "paraphrase", "sentence_of", "write_mentions"]
