"""The page without a mouse, without a keyboard, on a narrow screen, in the dark, and by ear."""

import pytest
from playwright.sync_api import expect

from pipeline.store.ledger import Ledger
from tests.web.conftest import Sit

NAMELESS = """
[...document.querySelectorAll('button, a, input:not([type=hidden]), textarea, select, [tabindex="0"]')].filter(each => {
  const labels = [...(each.labels ?? [])].map(label => label.textContent).join('');
  const ids = (each.getAttribute('aria-labelledby') ?? '').split(' ');
  const by = ids.map(id => document.getElementById(id)?.textContent);
  return !(each.textContent + labels + by.join('') + (each.getAttribute('aria-label') ?? '')).trim();
}).map(each => each.outerHTML.slice(0, 80))
"""
FAINT = """
(() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = each => {
    for (; each; each = each.parentElement) {
      const color = numbers(getComputedStyle(each).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !each.checkVisibility({opacityProperty: true})) continue;
    if (each.closest(':disabled, script')) continue;
    const [one, other] = [light(numbers(getComputedStyle(each).color)), light(behind(each))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) found.push([walker.currentNode.data.trim().slice(0, 40), contrast.toFixed(2)]);
  }
  return found;
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_everything_has_a_name_and_is_seen(sit: Sit, width: int, scheme: str) -> None:
    ada = sit(width=width, color_scheme=scheme, bypass_csp=True)
    looks = [(ada.page.evaluate(NAMELESS), ada.page.evaluate(FAINT))]
    for key in ("/", "b", "f", "?"):
        ada.press(key)
        ada.page.wait_for_selector("dialog[open]")
        looks.append((ada.page.evaluate(NAMELESS), ada.page.evaluate(FAINT)))
        ada.press("Escape")
    for path in ("/queue", "/progress", "/docs", "/login"):
        ada.open(path)
        looks.append((ada.page.evaluate(NAMELESS), ada.page.evaluate(FAINT)))
        assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    assert looks == [([], [])] * 9


def test_a_finger_on_a_narrow_screen_does(sit: Sit, ledger: Ledger) -> None:
    ada = sit(width=390, height=844, has_touch=True, is_mobile=True)
    here = ada.shown

    ada.page.get_by_role("radio", name="2.2.2 Testing & Evaluation").tap()
    ada.page.get_by_role("radio", name="Governance Actor").tap()
    ada.page.get_by_role("button", name="Accept").tap()
    ada.page.wait_for_selector(f"html[data-ready]:not([data-ready='{here}'])", state="attached")
    ada.saved()
    (decision,) = ledger.live(here)

    assert (decision.labels["code"], decision.labels["actor"]) == ("2.2.2", "Governance Actor")
    assert ada.page.locator("#picture img").is_visible()


def test_a_screen_reader_hears_what_happened_and_what_is_next(sit: Sit) -> None:
    ada = sit()
    ada.decide("Enter")

    said = ada.page.locator("#said")
    expect(said).to_contain_text("Accepted: 1.2.1 Guardrails & Filtering. Next: Safeguard number 2. Safeguards around")
    focused = ada.page.locator(":focus")
    assert focused.get_attribute("name") == "code"
    assert focused.is_checked()
    snapshot = ada.page.locator("#answers").aria_snapshot()
    assert 'group "Code What kind of measure is described, and where is it implemented?"' in snapshot
    assert 'radio "1.2.1 Guardrails & Filtering 46 % , the model’s answer" [checked]' in snapshot
