"""A model's processor, without its video part where torchvision is not installed.

Qwen's processors prepare images with Pillow and videos with torchvision, and transformers loads only both
together. Films are images.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_VIDEOS = "video_processor"


def load_processor(name: str | Path) -> Any:
    """The processor in a folder, or of an id in the local cache.

    Raises
    ------
    OSError, ValueError, ImportError
        As transformers does, if there is none, or a dependency is missing.
    """
    from transformers import AutoProcessor
    from transformers.utils import is_torchvision_available

    kind = None if is_torchvision_available() else _processor_kind(name)
    if kind is not None and _VIDEOS in kind.get_attributes():
        return _for_pictures(kind, name).from_pretrained(name, local_files_only=True)
    return AutoProcessor.from_pretrained(name, local_files_only=True, trust_remote_code=False)


def _processor_kind(name: str | Path) -> Any:
    """The processor class for the model's type, or None."""
    from transformers import AutoConfig
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING

    kind = type(AutoConfig.from_pretrained(name, local_files_only=True, trust_remote_code=False))
    return PROCESSOR_MAPPING.get(kind, None)


def _for_pictures(kind: Any, name: str | Path) -> Any:
    """`kind` without videos. It saves itself as `kind`, with the video settings unchanged."""
    from transformers.models.auto.video_processing_auto import get_video_processor_config

    videos = get_video_processor_config(name, local_files_only=True)
    parts = [part for part in kind.get_attributes() if part != _VIDEOS]
    own = {
        "get_attributes": classmethod(lambda _: parts),
        "to_dict": lambda self: {**kind.to_dict(self), _VIDEOS: videos},
    }
    return type(kind.__name__, (kind,), own)
