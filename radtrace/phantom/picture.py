"""The film of a chest with its findings and devices: everything the beam meets, added up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from radtrace.phantom.beam import BONE, WATER, film_pixels, texture
from radtrace.phantom.bones import bone_map
from radtrace.phantom.chest import Chest
from radtrace.phantom.frame import Map
from radtrace.phantom.lesions import Effect
from radtrace.phantom.patient import Exposure, Patient
from radtrace.phantom.soft import airway_air, body_map, lung_air, stomach_air
from radtrace.phantom.vessels import vessel_map

_LUNG = 0.62  # of the body's thickness, at most
_AIR = 0.78  # of the lung
_VEIL = np.float32(0.4)  # of the bone's contrast is lost to scatter in the heart and mediastinum
_BLOOD = 2.6  # centimetres of the thickest vessel


def picture(
    chest: Chest, effects: Iterable[Effect], swell: float, metal: Map, how: Exposure
) -> NDArray[np.uint8]:
    """The film (size, size), 8 bits; `metal` is what devices add to the optical depth."""
    rng = np.random.default_rng(chest.who.vessels + 1)
    frame, who = chest.frame, chest.who
    lung = lung_air(chest.whole["right"] | chest.whole["left"], chest.heart, chest.mediastinum, frame)
    aerated, tissue, seen = _changed(effects, chest)
    hollow = _aired(who, lung, aerated, rng)
    hollow += airway_air(chest.organs, frame)
    hollow += stomach_air(who, chest.organs, frame, rng)
    body = body_map(who, frame)
    bone = bone_map(who, chest.organs, frame)
    bone *= body > 2
    bone *= 1 - _VEIL * (chest.heart | chest.mediastinum)
    blood = vessel_map(who, chest.organs, frame, swell)
    blood *= seen
    blood *= lung
    depth = np.subtract(body, hollow, out=hollow)
    depth += np.float32(_BLOOD) * blood
    depth += tissue * (lung > 0)
    np.maximum(depth, 0, out=depth)
    depth *= np.float32(WATER)
    depth += np.float32(BONE) * bone
    depth += metal
    return film_pixels(depth, how)


def _aired(who: Patient, lung: Map, aerated: Map, rng: np.random.Generator) -> Map:
    """Air of the lungs along the beam, in centimetres."""
    air = texture(rng, len(lung), 64)
    air += texture(rng, len(lung), 24)
    air *= np.float32(0.025)
    air += 1
    air *= np.float32(_AIR)
    air *= aerated
    np.clip(air, 0, 1, out=air)
    air *= np.float32(_LUNG * who.thickness) * lung
    return air


def _changed(effects: Iterable[Effect], chest: Chest) -> tuple[Map, Map, Map]:
    """The share of air left, tissue added in centimetres, and the share of vessels still seen."""
    aerated, seen = np.ones_like(chest.x), np.ones_like(chest.x)
    tissue = np.zeros_like(chest.x)
    for effect in effects:
        if effect.fluid is not None:
            aerated *= 1 - effect.fluid
        if effect.vessels is not None:
            seen *= effect.vessels
        if effect.tissue is not None:
            tissue += effect.tissue
    return aerated, tissue, seen
