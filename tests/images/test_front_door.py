"""What the room offers, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import radtrace.images.films


def test_all_is_what_can_be_imported() -> None:
    public = {name for name in vars(radtrace.images.films) if not name.startswith("_")}
    modules = {name for name in public if isinstance(getattr(radtrace.images.films, name), type(sys))}
    assert public - modules == set(radtrace.images.films.__all__)


def test_importing_the_room_imports_no_decoder() -> None:
    heavy = "{'pydicom', 'PIL', 'gdcm', 'torch', 'onnxruntime', 'scipy', 'cv2'}"
    program = f"import sys, radtrace.images.films; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_picture_is_loaded_without_pydicom() -> None:
    program = (
        "import sys, tempfile, pathlib, numpy as np\n"
        "from PIL import Image\n"
        "from radtrace.images.films import load_film\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    path = pathlib.Path(folder, 'film.png')\n"
        "    Image.fromarray(np.eye(99, dtype='u1')).save(path)\n"
        "    load_film(path)\n"
        "print('pydicom' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
