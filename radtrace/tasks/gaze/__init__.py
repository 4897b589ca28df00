"""What recorded gaze says: evidence behind words, key frames, intent, behaviour, agreement."""

from radtrace.tasks.gaze.evidence import Evidence, evidence_of

__all__ = ["Evidence", "evidence_of"]
