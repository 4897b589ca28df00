"""A language model in this process: a tiny one of random weights, and one that learnt a trace by heart."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radtrace.readers.hf.local import LocalModel, find_model, picture_settings
from radtrace.readers.named import open_reader
from radtrace.readers.protocol import Admitted
from radtrace.readers.vlm.fit import patches
from radtrace.readers.vlm.prompts import trace_prompt
from radtrace.readers.vlm.reader import NotRead, TraceReader
from radtrace.readers.vlm.settings import Settings
from radtrace.record import BadInput, Film, FilmReference, Study, StudyReference
from radtrace.record.trace import format_trace

pytest.importorskip("transformers", reason="needs pip install 'radtrace[train]'")

TRACE = """\
finding pleural_effusion present left p 0.83 box 612 540 890 930
finding pneumothorax absent
say findings "Left pleural effusion." of 1
say impression "Left pleural effusion." of 1
"""
PROMPT = trace_prompt("report", Settings(size=28).fit_for(90, 90), Settings()).text
STUDY = Study(films=(Film(pixels=np.full((90, 90), 0.5, np.float32), file="film.png", sha256="0" * 64),))


class OpenGate:
    """Lets every film through: the gate has tests of its own."""

    def admit(self, study: Study) -> Admitted:
        film = study.films[0]
        return Admitted(film, StudyReference(films=(FilmReference(file=film.file),)), ())


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.readers.tiny_llava import save_tiny

    return save_tiny(tmp_path_factory.mktemp("raw") / "tiny", [PROMPT, TRACE])


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.readers.tiny_llava import save_tiny

    return save_tiny(tmp_path_factory.mktemp("taught") / "tiny", [PROMPT, TRACE], TRACE)


def reader(folder: Path, **options: Any) -> TraceReader:
    loaded = LocalModel(str(folder))
    loaded.most_tokens = 120
    return TraceReader(loaded, loaded.settings().model_copy(update=options), OpenGate())


def test_a_model_that_learnt_a_trace_reads(taught: Path) -> None:
    reading = reader(taught).read(STUDY).reading
    assert reading.provenance.outputs[0].text == TRACE.removesuffix("\n") or (
        reading.provenance.outputs[0].text == TRACE
    )
    assert [finding.concept for finding in reading.findings] == ["pleural_effusion", "pneumothorax"]
    assert reading.provenance.reader == "hf" and reading.provenance.weights_sha256
    assert "box 612 540 890 930" in format_trace(reading)


def test_the_same_film_gives_the_same_reading(taught: Path) -> None:
    assert reader(taught).read(STUDY).reading == reader(taught).read(STUDY).reading


def test_garbage_is_refused(raw: Path) -> None:
    with pytest.raises(NotRead, match=r"film\.png: not read: no trace text from tiny"):
        reader(raw, attempts=2).read(STUDY)


def test_the_picture_is_the_one_the_processor_makes(raw: Path) -> None:
    loaded = LocalModel(str(raw))
    assert loaded.settings() == Settings(size=28)


@given(st.integers(30, 3000), st.integers(30, 3000), st.sampled_from([14, 28, 32]))
def test_patches_are_those_of_the_models_own_rule(rows: int, columns: int, factor: int) -> None:
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

    fit = patches(rows, columns, factor, 3136, 1_003_520)
    assert (fit.height, fit.width) == smart_resize(rows, columns, factor, 3136, 1_003_520)


def test_patches_are_those_of_the_processor_itself() -> None:
    from PIL import Image
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    processor = Qwen2VLImageProcessorPil()
    settings = picture_settings(processor)
    fit = settings.fit_for(700, 500)
    seen = Image.new("RGB", (fit.width, fit.height))
    _, high, wide = processor(seen, return_tensors="np")["image_grid_thw"][0]
    assert settings.fit == "patches" and (high * 14, wide * 14) == (fit.height, fit.width)


@pytest.mark.parametrize("name", ["no/such-model", "a/b/c", "not there", "../nowhere"])
def test_what_is_not_here_is_one_sentence(name: str) -> None:
    with pytest.raises(BadInput, match="downloads no weights") as error:
        find_model(name)
    assert "\n" not in str(error.value)


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a vision-language model") as error:
        LocalModel(str(tmp_path))
    assert "\n" not in str(error.value)


def test_settings_are_read_before_weights(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("sise = 3")
    with pytest.raises(BadInput, match="sise"):
        open_reader(f"hf:{tmp_path / 'nothing'}", settings=tmp_path / "s.toml")


def test_a_model_says_how_it_was_trained_to_be_asked(raw: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(raw, tmp_path / "own")
    (folder / "radtrace.toml").write_text('attempts = 1\n[prompts]\ngrounding = "Where is {concept}?"\n')
    settings = LocalModel(str(folder)).settings()
    prompt = trace_prompt("grounding", settings.fit_for(9, 9), settings, "lung_mass")
    assert (settings.size, settings.attempts, prompt.text) == (28, 1, "Where is lung_mass?")


def test_it_is_opened_by_name(taught: Path) -> None:
    opened = open_reader(f"hf:{taught}")
    assert opened.at_once == 1 and opened.identity != open_reader("embedded").identity
