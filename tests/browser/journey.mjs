// A journey in a real browser: an administrator takes up the first invitation and invites a governor, who signs in, looks around,
// and is out once the role has ended. Takes its orders as JSON in its first argument, tells each station as a line of JSON, and waits
// for a line on standard input where the test has something to do meanwhile.

import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const orders = JSON.parse(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (station) => process.stdout.write(`${JSON.stringify(station)}\n`);

const browser = await chromium.launch({
  executablePath: orders.chromium,
  args: ["--no-sandbox", "--disable-quic"],
});

// Each person has a browser of their own. What the browser refuses to do is told, too.
const arrive = async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: orders.address });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    const ours = page.url().startsWith(orders.address);
    if (ours && message.type() === "error") complaints.push(message.text());
  });
  return { context, page, complaints };
};

const signIn = async ({ page }, account) => {
  await page.getByRole("button", { name: "Sign in with Test School" }).click();
  await page.locator("input[name=login]").fill(account);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  // Back here, let in or not: a page that only goes on does not count.
  await page.waitForURL((url) => url.origin === orders.address);
  await page.locator("main").waitFor();
};

const heading = (page) => page.locator("h1").first().innerText();

try {
  const ada = await arrive();
  await ada.page.goto(orders.invitation);
  await signIn(ada, "ada");
  await ada.page.goto("/people");
  await ada.page.getByRole("button", { name: `Invite ${orders.governor}` }).click();
  const link = await ada.page.locator("#once").innerText();
  tell({ administrator: await heading(ada.page), link, complaints: ada.complaints });

  const gil = await arrive();
  await gil.page.goto(link);
  await signIn(gil, "gil");
  const cookies = await gil.context.cookies();
  const banner = await gil.page.locator(".pl-person").innerText();
  const own = await gil.page.goto(`/schools/${orders.own}`);
  const ownHeading = await heading(gil.page);
  const other = await gil.page.goto(`/schools/${orders.other}`);
  const otherHeading = await heading(gil.page);
  const menus = await gil.page.getByRole("navigation", { name: "Menu" }).count();
  const people = await gil.page.goto("/people");
  tell({
    banner,
    own: [own.status(), ownHeading],
    other: [other.status(), otherHeading],
    menus,
    people: people.status(),
    cookies,
    script: await gil.page.evaluate(() => document.cookie),
    complaints: gil.complaints,
  });

  await lines.next();
  do {
    await gil.page.goto(`/schools/${orders.own}`);
  } while (!gil.page.url().includes("/sign-in"));
  // The provider knows gil still and asks nothing; we do not let gil in, and say so where the way back ends.
  await gil.page.getByRole("button", { name: "Sign in with Test School" }).click();
  await gil.page.waitForURL((url) => url.pathname.endsWith("/back"));
  tell({ after: await heading(gil.page), said: await gil.page.locator("main").innerText() });
} finally {
  await browser.close();
}
