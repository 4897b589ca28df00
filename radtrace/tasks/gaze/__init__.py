"""Analyses of recorded gaze: evidence for dictated words, key frames, intent, behaviour, agreement."""

from radtrace.tasks.gaze.evidence import SentenceEvidence, evidence_of

__all__ = ["SentenceEvidence", "evidence_of"]
