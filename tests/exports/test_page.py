"""The page in a real browser: what lights what, keys, path, window, sizes, hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from radtrace.exports import render_html
from radtrace.files.atomic import atomic_write
from radtrace.record import FilmReference, Provenance, Reading, StudyReference
from tests.exports.conftest import Opener
from tests.exports.sample import sample_film, sample_maps, sample_pixels, sample_reading

MASS = "lung_nodule_or_mass"
MOVE_TO = "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }"
SIZES = [(1920, 1080), (1440, 900), (1280, 720), (768, 1024), (390, 844)]


def lit(page: Page, selector: str) -> list[str]:
    """The findings, sentences or regions of the lit elements that `selector` matches, sorted."""
    script = "nodes => nodes.map(n => n.dataset.finding ?? n.dataset.sentence ?? n.dataset.region)"
    found: list[str] = page.eval_on_selector_all(f"{selector}.lit", script)
    return sorted(found)


def film_mean(page: Page) -> float:
    """Mean grey of the drawn film, 0 to 255."""
    script = """canvas => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, 0, 0);
      const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) sum += data[i];
      return sum / (data.length / 4);
    }"""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return float(page.eval_on_selector("#film", script))


def test_film_is_drawn_as_it_was_packed(page: Page) -> None:
    assert film_mean(page) == pytest.approx(255 * float(sample_pixels().mean()), abs=0.2)


def test_sentence_lights_its_boxes_finding_and_map(page: Page) -> None:
    page.hover("[data-sentence=s2]")
    assert lit(page, ".box") == [MASS] * 6
    assert lit(page, ".finding") == [MASS]
    assert page.locator("#heat").get_attribute("data-finding") == MASS
    page.mouse.move(5, 5)
    assert lit(page, ".box") == []


def test_map_lies_on_its_box_and_not_elsewhere(page: Page) -> None:
    page.hover("[data-sentence=s2]")
    script = """canvas => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, 0, 0);
      const alpha = (x, y) => context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data[3];
      return [alpha(0.227, 0.367), alpha(0.5, 0.9)];
    }"""
    on_box, elsewhere = page.eval_on_selector("#heat", script)
    assert on_box > 100
    assert elsewhere == 0


def test_box_lights_and_pins_its_sentences(page: Page) -> None:
    page.hover(f".box[data-finding={MASS}][data-box='3']")
    assert lit(page, ".sentence") == ["s10", "s2"]
    page.click(f".box[data-finding={MASS}][data-box='3']")
    page.mouse.move(5, 5)
    assert lit(page, ".sentence") == ["s10", "s2"]
    page.keyboard.press("Escape")
    assert lit(page, ".sentence") == []


def test_clicked_box_brings_its_finding_into_view_and_a_clicked_sentence_stays(opened: Opener) -> None:
    page = opened(width=1280, height=720)
    row = page.locator(".finding[data-finding=consolidation]")
    expect(row).not_to_be_in_viewport()
    page.locator(".box[data-finding=consolidation]").focus()
    page.keyboard.press("Enter")
    expect(row).to_be_in_viewport()
    sentence = page.locator(".sentence[data-sentence=s10]")
    before = sentence.bounding_box()
    sentence.click()
    assert sentence.bounding_box() == before


def test_finding_lights_sentence_and_caliper(page: Page) -> None:
    page.hover(".finding[data-finding=cardiomegaly]")
    assert lit(page, ".sentence") == ["s11", "s7"]
    expect(page.locator(".measure")).to_be_visible()
    expect(page.locator(".measure")).to_contain_text("cardiothoracic ratio 0.56, limit 0.50")


def test_negative_sentence_outlines_its_regions(page: Page) -> None:
    page.hover(".sentence[data-sentence=s6]")
    assert lit(page, ".region") == ["left_costophrenic_angle", "right_costophrenic_angle"]
    assert lit(page, ".box") == []


def test_box_stands_where_the_record_says(page: Page) -> None:
    film = page.locator("#film").bounding_box()
    box = page.locator(f".box[data-finding={MASS}][data-box='0'] rect").bounding_box()
    assert film and box
    corners = [
        (box["x"] - film["x"]) / film["width"],
        (box["y"] - film["y"]) / film["height"],
        (box["x"] + box["width"] - film["x"]) / film["width"],
        (box["y"] + box["height"] - film["y"]) / film["height"],
    ]
    assert corners == pytest.approx([0.155, 0.31, 0.3, 0.425], abs=0.004)


def test_sides_are_the_patients(page: Page) -> None:
    right, left = page.locator("#side-right").bounding_box(), page.locator("#side-left").bounding_box()
    assert right and left
    assert right["x"] < left["x"]
    assert (page.inner_text("#side-right"), page.inner_text("#side-left")) == ("R", "L")


def test_sentences_by_key(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert lit(page, ".sentence") == ["s2"]
    page.keyboard.press("k")
    assert lit(page, ".sentence") == ["s1"]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.get_attribute(".sentence[data-sentence=s2]", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert lit(page, ".sentence") == []


def test_every_control_can_be_reached_by_tab_and_shows_it(page: Page) -> None:
    wanted = {"help-open", "preset", "level", "width", "invert", "reset", "stage", "play", "scrub", "speed"}
    page.evaluate("window.visited = []; addEventListener('focusin', e => visited.push(e.target.id))")
    for _ in range(36):
        page.keyboard.press("Tab")
    visited = page.evaluate("visited")
    assert wanted <= set(visited)
    assert visited.index("preset") < visited.index("stage") < visited.index("play")
    page.focus(".sentence[data-sentence=s3]")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_path_steps_by_key_and_lights_what_it_led_to(page: Page) -> None:
    assert page.locator(".stop:not([data-state=ahead])").count() == 0
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert "left mid zone" in page.inner_text("#step-text")
    assert "step 8 of 27" in page.inner_text("#step-text")
    assert lit(page, ".region") == ["left_mid_zone"]
    assert lit(page, ".box") == [MASS, MASS]
    assert page.locator(".stop[data-state=here]").count() > 0
    page.keyboard.press("ArrowLeft")
    assert "right mid zone" in page.inner_text("#step-text")
    page.keyboard.press("End")
    assert "no map of devices" in page.inner_text("#step-text")


def test_path_plays_with_growing_dwell_and_pauses(page: Page) -> None:
    page.select_option("#speed", "4")
    page.focus("#stage")
    page.keyboard.press("Space")
    page.locator(".stop[data-state=recent]").nth(1).wait_for(state="attached")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.keyboard.press("Space")
    at = page.input_value("#scrub")
    page.wait_for_timeout(150)
    assert page.input_value("#scrub") == at
    assert page.locator(".stop:not([data-state=ahead])").count() >= 2


def test_ring_is_larger_the_longer_the_dwell(page: Page) -> None:
    radii: list[float] = []
    start = sample_reading().steps[6].fixations[0].start_s
    for time in (start + 0.08, start + 0.36):
        page.eval_on_selector("#scrub", MOVE_TO, time)
        radii.append(float(page.get_attribute(".stop[data-state=now] .ring", "r") or 0))
    assert radii[0] < radii[1]


def test_window_and_invert_change_the_film(page: Page) -> None:
    first = film_mean(page)
    page.keyboard.press("i")
    assert film_mean(page) == pytest.approx(255 - first, abs=0.5)
    page.keyboard.press("i")
    page.keyboard.press("3")
    assert page.input_value("#preset") == "lung"
    lung = film_mean(page)
    assert abs(lung - first) > 2
    page.eval_on_selector("#level", MOVE_TO, 80)
    assert film_mean(page) < lung
    page.keyboard.press("r")
    assert film_mean(page) == pytest.approx(first, abs=0.1)


def test_right_drag_sets_the_window(page: Page) -> None:
    before = page.inner_text("#window-text")
    page.mouse.move(400, 400)
    page.mouse.down(button="right")
    page.mouse.move(300, 330, steps=4)
    page.mouse.up(button="right")
    assert page.inner_text("#window-text") != before
    assert page.input_value("#preset") == "own"


def test_wheel_zooms_about_the_pointer_and_drag_pans(page: Page) -> None:
    box = page.locator(f".box[data-finding={MASS}][data-box='0'] rect")
    before = box.bounding_box()
    assert before
    page.mouse.move(before["x"], before["y"])
    page.mouse.wheel(0, -200)
    after = box.bounding_box()
    assert after
    assert after["width"] > 1.5 * before["width"]
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=2)
    page.mouse.move(500, 600)
    page.mouse.down()
    page.mouse.move(540, 570, steps=3)
    page.mouse.up()
    panned = box.bounding_box()
    assert panned
    assert (panned["x"] - after["x"], panned["y"] - after["y"]) == pytest.approx((40, -30), abs=2)
    page.keyboard.press("0")
    assert box.bounding_box() == pytest.approx(before, abs=0.5)


def test_layers_can_be_hidden(page: Page) -> None:
    box = page.locator(f".box[data-finding={MASS}][data-box='0']")
    region = page.locator(".region[data-region=heart]")
    expect(box).to_be_visible()
    expect(region).to_be_hidden()
    page.keyboard.press("b")
    page.keyboard.press("g")
    expect(box).to_be_hidden()
    expect(region).to_be_visible()


def test_help_opens_by_key_and_closes(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_presence_is_said_in_words(page: Page) -> None:
    rows = page.locator(".finding")
    assert rows.count() == 14
    claims = page.locator(".finding .claim").all_inner_texts()
    assert claims == ["present"] * 3 + ["uncertain"] * 2 + ["absent"] * 9
    label = page.get_attribute(f".finding[data-finding={MASS}]", "aria-label")
    assert label == "nodule or mass, present, both sides, probability 97%, absent below 18%, present from 50%"


def test_critical_finding_is_on_top_and_leads_to_its_box(opened: Opener, critical_file: Path) -> None:
    page = opened(critical_file)
    banner = page.locator("#banner")
    expect(banner).to_contain_text("Left apical pneumothorax.")
    page.click("#banner [role=button]")
    assert lit(page, ".box") == ["pneumothorax"]
    film = page.locator("#film").bounding_box()
    place = banner.bounding_box()
    assert film and place
    assert place["y"] + place["height"] <= film["y"]


def test_no_banner_without_a_critical_finding(page: Page) -> None:
    expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_size_fits(opened: Opener, critical_file: Path, width: int, height: int) -> None:
    page = opened(critical_file, width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".notice")).to_be_in_viewport()
    overlaps = page.evaluate(OVERLAPS)
    assert overlaps == []
    film = page.locator("#film").bounding_box()
    assert film
    assert film["width"] > 0.24 * width and film["height"] > 300


# Pairs of controls or lines of the report that cover one another, or stick out of the window.
OVERLAPS = """() => {
  const chosen = ".top > *, .tools > *, .layers > *, .transport > *, .sentence, .finding, .finding > *";
  const nodes = [...document.querySelectorAll(chosen)].filter(node => node.getClientRects().length);
  const name = node => node.id || node.className;
  // Only what shares a block can push each other; the papers scroll beneath the header.
  const block = node => node.closest(".top, .viewer, .papers");
  const covers = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const hits = [];
  for (const node of nodes) {
    const place = node.getBoundingClientRect();
    if (place.left < -1 || place.right > innerWidth + 1) hits.push(`${name(node)} sticks out`);
    for (const other of nodes) {
      if (node.contains(other) || other.contains(node) || block(node) !== block(other)) continue;
      if (covers(place, other.getBoundingClientRect())) hits.push(`${name(node)} on ${name(other)}`);
    }
  }
  return hits;
}"""


def test_text_has_contrast(page: Page) -> None:
    assert page.evaluate(LOW_CONTRAST) == []


# WCAG 2.1, 1.4.3: text on the nearest painted background, 4.5 to 1; what stands over the film or above
# its own element has no background to compute with.
LOW_CONTRAST = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *:not(script):not(noscript):not(svg *):not(option)")) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.getClientRects().length || node.closest(".corner, .side, .segments")) continue;
    const [a, b] = [luminance(parts(getComputedStyle(node).color)), luminance(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.className} ${ratio.toFixed(2)}: ${node.textContent.slice(0, 30)}`);
  }
  return low;
}"""


def test_hostile_text_is_only_text(opened: Opener, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=\"document.title='broken'\"><b>\u2028'`${1}"
    reading = sample_reading(hostile)
    said = [sentence.model_copy(update={"text": hostile}) for sentence in reading.sentences]
    reading = reading.model_copy(update={"sentences": tuple(said)})
    file = tmp_path / "hostile.html"
    atomic_write(file, render_html(reading, sample_film(hostile, sample_pixels()[::4, ::4]), sample_maps()))
    page = opened(file)
    assert page.locator("img, .sentence b").count() == 0
    assert page.title().endswith("· radtrace")
    assert hostile.replace("\u2028", " ") in page.inner_text(".sentence").replace("\u2028", " ")


def test_an_empty_reading_still_opens(opened: Opener, tmp_path: Path) -> None:
    film = sample_film(pixels=sample_pixels()[::4, ::4])
    reference = FilmReference(file="film.png", sha256=film.sha256, rows=10, columns=10)
    made_by = Provenance(reader="none", version="0")
    file = tmp_path / "empty.html"
    atomic_write(
        file, render_html(Reading(study=StudyReference(films=(reference,)), provenance=made_by), film, {})
    )
    page = opened(file)
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert "Nothing stated." in page.inner_text("#report")
    assert "no inspection path" in page.inner_text("#step-text")


def test_marks_on_another_film_are_not_drawn(opened: Opener, tmp_path: Path) -> None:
    reading = sample_reading()
    moved = [finding.model_copy(update={"film": 1}) for finding in reading.findings]
    reading = reading.model_copy(update={"findings": tuple(moved)})
    file = tmp_path / "other.html"
    atomic_write(file, render_html(reading, sample_film(pixels=sample_pixels()[::4, ::4]), sample_maps()))
    page = opened(file)
    page.hover("[data-sentence=s2]")
    assert page.locator(".box").count() == 0
    expect(page.locator("#heat")).not_to_have_class("on")


def test_still_motion_is_respected(opened: Opener) -> None:
    page = opened()
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.getElementById('heat')).transitionDuration") == "0s"


def test_prints_the_film_and_the_report_without_tools(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#film")).to_be_visible()
    expect(page.locator(".notice")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_report_stands_without_javascript(browser: Browser, page_file: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(page_file.as_uri())
    text = page.inner_text("body")
    page.close()
    assert "IMPRESSION" in text
    assert "Multiple bilateral lung masses" in text
