// Opens pages and tells, a line of JSON each, what is not accessible there at several widths: the rules of WCAG 2.2 A and AA that
// axe can judge, and text that is cut off or wants scrolling to the side. Takes {chromium, pages: [addresses]} in its first argument.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ALL = { runOnly: { type: "tag", values: RULES } };
// Of one and the same document only these can come out otherwise where it is laid out anew.
const LAID_OUT = { runOnly: { type: "rule", values: ["color-contrast", "target-size", "scrollable-region-focusable"] } };

// A laptop, where everything is judged; then a phone, and a laptop at 400%, where what depends on the layout is judged again. The
// last is judged in the dark, since nothing else there comes out otherwise than on the phone.
const WIDTHS = [
  { width: 1280, rules: ALL, colorScheme: "light" },
  { width: 390, rules: LAID_OUT, colorScheme: "light" },
  { width: 320, rules: LAID_OUT, colorScheme: "dark" },
];

const orders = JSON.parse(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: orders.chromium, args: ["--no-sandbox"] });
const tell = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

async function judge(page, address, { width, rules, colorScheme }) {
  await page.setViewportSize({ width, height: 844 });
  await page.emulateMedia({ colorScheme });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) tell({ address, width, rule: "reflow", where: `${wide} pixels wide` });
  const { violations } = await page.evaluate((rules) => axe.run(rules), rules);
  for (const { id, nodes } of violations) {
    for (const { html, failureSummary } of nodes) {
      tell({ address, width, rule: id, where: html, why: failureSummary });
    }
  }
}

try {
  const page = await browser.newPage();
  for (const address of orders.pages) {
    await page.goto(address);
    // What is folded away is read too.
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.evaluate(axe);
    for (const width of WIDTHS) await judge(page, address, width);
  }
} finally {
  await browser.close();
}
