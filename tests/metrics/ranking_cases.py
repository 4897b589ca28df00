"""Reports that a radiologist ranks at a glance: reference, the better one, the worse one, and why.

Written for these tests, from what radiologists are taught to weigh (negation, place, degree, clinical
weight); no published case is among them.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One ranking."""

    why: str
    reference: str
    better: str
    worse: str


CASES = (
    Case("negation", "No pneumothorax.", "There is no evidence of pneumothorax.", "There is a pneumothorax."),
    Case("negation", "Small right pleural effusion.", "There is a small effusion on the right.",
         "No right pleural effusion."),
    Case("negation in a list", "No consolidation, effusion or pneumothorax.",
         "Neither effusion nor pneumothorax. No consolidation.",
         "No consolidation. Effusion and pneumothorax."),
    Case("negation", "Pneumothorax has resolved.", "No residual pneumothorax.", "Persistent pneumothorax."),
    Case("doubt", "Left basilar opacity, possibly pneumonia.",
         "Left base opacity may represent pneumonia.", "No focal opacity. No pneumonia."),
    Case("side", "Large left pneumothorax.", "Large pneumothorax on the left.", "Large right pneumothorax."),
    Case("side", "Right upper lobe mass.", "Mass in the right upper lobe.", "Left upper lobe mass."),
    Case("side against degree", "Moderate right pleural effusion.", "Small right pleural effusion.",
         "Moderate left pleural effusion."),
    Case("one side of two", "Bilateral pleural effusions.", "Pleural effusions on both sides.",
         "Left pleural effusion."),
    Case("zone", "Nodule in the left upper lobe.", "Left upper lobe nodule.", "Left lower lobe nodule."),
    Case("zone against side", "Consolidation in the right lower lobe.", "Right upper lobe consolidation.",
         "Left lower lobe consolidation."),
    Case("degree", "Mild pulmonary edema.", "Slight pulmonary edema.", "Severe pulmonary edema."),
    Case("degree", "Large left pneumothorax with mediastinal shift.",
         "Left pneumothorax, large, with shift of the mediastinum.", "Tiny left pneumothorax."),
    Case("degree", "Small apical pneumothorax on the right.", "Minimal right apical pneumothorax.",
         "Large right pneumothorax."),
    Case("weight", "Right pneumothorax. Old granuloma.", "Right pneumothorax.", "Old granuloma."),
    Case("weight", "Left lung mass. Degenerative changes of the spine.", "Left lung mass.",
         "Degenerative changes of the spine."),
    Case("weight", "Free air under the diaphragm. Tortuous aorta.", "Free air under the diaphragm.",
         "Tortuous aorta."),
    Case("weight of what is invented", "The lungs are clear. Heart size is normal.",
         "The lungs are clear. Heart size is normal. Mild scoliosis.",
         "The lungs are clear. Heart size is normal. Small right pneumothorax."),
    Case("weight of what is invented", "No acute cardiopulmonary process.",
         "No acute process. Calcified granuloma.", "Right lower lobe pneumonia."),
    Case("a device weighs little", "Left pleural effusion. Pacemaker in place.", "Left pleural effusion.",
         "Pacemaker in place."),
    Case("normal variant", "Normal chest.", "Normal chest with an azygos lobe.", "Cardiomegaly."),
    Case("another name", "Right lower lobe pneumonia.", "Right lower lobe consolidation.",
         "Right lower lobe nodule."),
    Case("another name", "Pulmonary edema.", "Pulmonary vascular congestion.", "Pneumothorax."),
    Case("another name", "Emphysema.", "Hyperinflated lungs consistent with COPD.", "Pleural effusion."),
    Case("comparison", "Pleural effusion has increased.", "Worsening pleural effusion.",
         "Pleural effusion has decreased."),
    Case("comparison", "Unchanged small left effusion.", "Stable small left pleural effusion.",
         "New small left pleural effusion."),
    Case("fluent and wrong", "Endotracheal tube in place. Right lower lobe collapse.",
         "ET tube. Collapse of the right lower lobe.",
         "The cardiomediastinal silhouette is within normal limits. The lungs are clear without focal "
         "consolidation, pleural effusion or pneumothorax."),
    Case("order does not matter", "Cardiomegaly. Small left effusion. No pneumothorax.",
         "No pneumothorax. Small left effusion. Cardiomegaly.", "Cardiomegaly. No pneumothorax."),
    Case("missed against invented trifle", "Right apical pneumothorax.",
         "Right apical pneumothorax. Mild degenerative changes.", "Mild degenerative changes."),
    Case("silence", "The lungs are clear. No effusion.", "Normal chest.", "Comparison: none."),
    Case("silence", "No acute cardiopulmonary process.", "No effusion, pneumothorax or consolidation.", ""),
    Case("silence", "Right pneumothorax. No effusion.", "No pneumothorax. No effusion.", ""),
    Case("silence", "Small left effusion. No pneumothorax.", "No pneumothorax.", "PA and lateral views."),
    Case("one thing said of a normal chest", "Normal chest.", "No effusion or pneumothorax.",
         "The heart is normal."),
    Case("a short report that misses nothing", "Right pneumothorax. No effusion. The heart is normal.",
         "Right pneumothorax.", "No effusion. The heart is normal."),
    Case("half right", "Cardiomegaly with bilateral effusions and pulmonary edema.",
         "Cardiomegaly and pulmonary edema.", "No acute cardiopulmonary abnormality."),
)  # fmt: skip
