"""Texts that break careless readers, at any length."""

from __future__ import annotations

REPEATED = (
    "no ", ", ", ",", "\n", "\n ", " ", "\t", "\r\n", "\x0b", "\x85", "1", "1 ", "1 x 1 x 1", "1.",
    "1,", "[", "(", "*", "* ", "-", "- \n", "A", "aA:", "A: ", "] ", ". ", ".A", ".", ";", ":", "/",
    "'", "_ ", "XXXX ", "\u0301", "e\u0301", "\u00ad", "\u0130", "\U0001f4a9", "\x00", "effusion ",
    "effusion, ", "effusion or ", "or ", "edema/effusion/", "left small new ", "5 mm nodule ",
    "no effusion. ", "no effusion ", "but left effusion ", "heart ", "enlarged ", "heart is enlarged ",
    "heart lungs clear normal ", "possible, no ", "FINDINGS: ", "FINDINGS:\n\n", "\nCOMPARISON: x\n\n",
    "INDICATION:", "there is effusion and there is edema, ",
)  # fmt: skip


def nasty(length: int) -> dict[str, str]:
    """Texts of about `length` characters, by name."""
    texts = {repr(piece): piece * (length // len(piece)) for piece in REPEATED}
    half = length // 2
    return texts | {
        "a letter and spaces": "A" + " " * length,
        "spaces, then stars": " " * half + "*" * half,
        "a line feed and spaces": "\n" + " " * length + "x",
        "numbers far apart": ("1" + " " * 500) * (length // 501),
        "headings without an end": ("\n" + "A" * 50 + " " * 50) * (length // 101),
        "every sentence is new": "".join(f"No effusion {n}. " for n in range(length // 17)),
        "every clause is new": "".join(f"left effusion {n} mm but " for n in range(length // 23)),
    }
