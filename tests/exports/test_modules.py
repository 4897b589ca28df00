"""The page's scripts: ES modules that a server can serve as they are, and one linked script on a disk."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from radtrace.exports.pixels import pack_film
from radtrace.exports.script import link_modules

MODULES = {
    file.name: file.read_text("utf-8")
    for file in files("radtrace.exports").joinpath("page").iterdir()
    if file.name.endswith(".js")
}
IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:const|function|async function) (\w+)", re.MULTILINE)
SCRIPT = re.compile(r'<script type="module">.*?</script>', re.DOTALL)
POLICY = re.compile(r"<meta http-equiv[^>]*>")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def served(page_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample's page with its modules beside it, as a server would serve it; gives the address."""
    folder = tmp_path_factory.mktemp("served")
    for name, text in MODULES.items():
        (folder / name).write_text(text, "utf-8")
    html = POLICY.sub("", page_file.read_text("utf-8"))
    loader = '<script type="module" src="main.js"></script>'
    (folder / "reading.html").write_text(SCRIPT.sub(loader, html), "utf-8")
    (folder / "empty.html").write_text("<!doctype html><title>empty</title>", "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An open page that has no errors when the test ends."""
    page, errors = browser.new_page(viewport={"width": 1440, "height": 900}), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_exported_and_used_and_exports_are_imported(name: str) -> None:
    body = IMPORT.sub("", MODULES[name])
    for names, source in IMPORT.findall(MODULES[name]):
        for one in names.split(", "):
            assert one in EXPORT.findall(MODULES[source]), f"{source} does not export {one}"
            assert re.search(rf"(?<!\w)(?<!(?<!\.\.)\.){one}\b", body), f"{name} does not use {one}"
    wanted = {
        one
        for text in MODULES.values()
        for names, source in IMPORT.findall(text)
        if source == name
        for one in names.split(", ")
    }
    assert set(EXPORT.findall(MODULES[name])) == wanted


def test_modules_work_served_as_they_are(page: Page, served: str) -> None:
    page.goto(f"{served}/reading.html")
    page.wait_for_selector("html[data-ready=true]")
    page.hover("[data-sentence=s2]")
    assert page.locator(".box.lit").count() == 6
    page.keyboard.press("ArrowRight")
    assert "step 1 of 27" in page.inner_text("#step-text")


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (33, 20)])
def test_codec_gives_back_the_packed_film(page: Page, served: str, shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(7).random(shape, np.float32)
    packed = pack_film(pixels)
    page.goto(f"{served}/empty.html")
    script = """async ({ low, high, width, height }) => {
      const { bytesOf, inflate, unpack } = await import("/codec.js");
      return [...unpack(bytesOf(low), await inflate(bytesOf(high)), width, height)];
    }"""
    assert page.evaluate(script, packed) == np.rint(pixels * 4095).astype(int).ravel().tolist()


def test_codec_reads_base64(page: Page, served: str) -> None:
    data = bytes(range(256))
    page.goto(f"{served}/empty.html")
    script = 'async (text) => [...(await import("/codec.js")).bytesOf(text)]'
    assert page.evaluate(script, base64.b64encode(data).decode()) == list(data)


def test_linked_modules_run_once_and_keep_their_own_names(page: Page, served: str) -> None:
    modules = {
        "main.js": 'import { twice } from "./a-b.js";\nimport { base } from "./base.js";\n'
        "const hidden = 3;\nwindow.result = [twice(hidden), base, window.count];\n",
        "a-b.js": 'import { base } from "./base.js";\nconst hidden = 2;\n'
        "export function twice(x) {\n  return hidden * x + base;\n}\n",
        "base.js": "window.count = (window.count ?? 0) + 1;\nexport const base = 10;\n",
    }
    page.goto(f"{served}/empty.html")
    page.evaluate(link_modules(modules))
    assert page.evaluate("window.result") == [16, 10, 1]


def test_a_circle_of_modules_is_an_error() -> None:
    circle = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(ValueError, match="cycle"):
        link_modules(circle)


@pytest.mark.parametrize("line", ['import * as a from "./a.js";', "export default 3;", "export let a = 1;"])
def test_other_forms_are_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="cannot link"):
        link_modules({"main.js": f"{line}\n"})
