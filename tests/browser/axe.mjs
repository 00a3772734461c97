// Opens pages at several widths and tells, a line of JSON each, what is not accessible there: the rules of WCAG 2.2 A and AA that
// axe can judge, and text that is cut off or wants scrolling to the side. Takes {chromium, pages: [addresses]} in its first argument.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

// A phone, a laptop, and a laptop at 400%.
const WIDTHS = [390, 1280, 320];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const orders = JSON.parse(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: orders.chromium, args: ["--no-sandbox"] });
const tell = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

try {
  for (const width of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height: 844 } });
    for (const address of orders.pages) {
      await page.goto(address);
      // What is folded away is read too.
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) tell({ address, width, rule: "reflow", where: `${wide} pixels wide` });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(
        (rules) => axe.run({ runOnly: { type: "tag", values: rules } }),
        RULES,
      );
      for (const { id, nodes } of violations) {
        for (const { html, failureSummary } of nodes) {
          tell({ address, width, rule: id, where: html, why: failureSummary });
        }
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
}
