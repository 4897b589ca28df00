"""The processor of a model, with what it has for videos left alone where torchvision is not installed.

Qwen's processors prepare pictures with Pillow and videos with torchvision, and transformers refuses to load
the one without the other. Films are pictures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_VIDEOS = "video_processor"


def load_processor(name: str | Path) -> Any:
    """The processor at a folder, or of an id in the local cache.

    Raises
    ------
    OSError, ValueError, ImportError
        As transformers does, if there is none, or it needs what is not installed.
    """
    from transformers import AutoProcessor
    from transformers.utils import is_torchvision_available

    kind = None if is_torchvision_available() else _processor_kind(name)
    if kind is not None and _VIDEOS in kind.get_attributes():
        return _for_pictures(kind, name).from_pretrained(name, local_files_only=True)
    return AutoProcessor.from_pretrained(name, local_files_only=True, trust_remote_code=False)


def _processor_kind(name: str | Path) -> Any:
    """The class of processor that goes with the model's kind, if there is one."""
    from transformers import AutoConfig
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING

    kind = type(AutoConfig.from_pretrained(name, local_files_only=True, trust_remote_code=False))
    return PROCESSOR_MAPPING.get(kind, None)


def _for_pictures(kind: Any, name: str | Path) -> Any:
    """`kind` without videos. It saves itself as `kind`, settings for videos included, as they were."""
    from transformers.models.auto.video_processing_auto import get_video_processor_config

    videos = get_video_processor_config(name, local_files_only=True)
    parts = [part for part in kind.get_attributes() if part != _VIDEOS]
    own = {
        "get_attributes": classmethod(lambda _: parts),
        "to_dict": lambda self: {**kind.to_dict(self), _VIDEOS: videos},
    }
    return type(kind.__name__, (kind,), own)
