"""`make screenshot`: take the README's picture of the running product, in a real Chromium."""

import asyncio
import pathlib
import tempfile

from playwright.async_api import async_playwright

from tests.figures import ROOT
from tests.test_main_job import Product

PICTURE = ROOT / "docs" / "story.png"
WORDS = "£340m"
CHROMIUM = "/usr/bin/chromium"


async def main() -> None:
    """Start the product, wait for the story, open it beside its text, keep the picture."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(pathlib.Path(folder))
        async with product.running():
            await product.stories(at_least=6)
            await _take(f"http://127.0.0.1:{product.port}")


async def _take(address: str) -> None:
    async with async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(address)
        card = page.locator("article.card", has_text=WORDS)
        await card.locator('a[href^="/s/"]').first.click()
        await page.locator("a", has_text=WORDS).first.hover()
        await page.wait_for_timeout(500)
        PICTURE.parent.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURE)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
