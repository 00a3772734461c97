// The first hour of an installation in a real browser: the link of the operator begins a trust, schools come from the register's file,
// people from a CSV file, and a printed invitation lets one of them in. Takes its orders as JSON in its first argument, and tells each
// station as a line of JSON.

import { chromium } from "playwright-core";

const orders = JSON.parse(process.argv[2]);
const tell = (station) => process.stdout.write(`${JSON.stringify(station)}\n`);

const browser = await chromium.launch({
  executablePath: orders.chromium,
  args: ["--no-sandbox", "--disable-quic"],
});

const arrive = async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: orders.address });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    const ours = page.url().startsWith(orders.address);
    if (ours && message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
};

const signIn = async (page, account) => {
  await page.getByRole("button", { name: "Sign in with Test School" }).click();
  await page.locator("input[name=login]").fill(account);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => url.origin === orders.address);
  await page.locator("main").waitFor();
};

const heading = (page) => page.locator("h1").first().innerText();
const main = (page) => page.locator("main").innerText();
// Presses a button and waits for the page that follows.
const press = async (page, name) => {
  const button = page.getByRole("button", { name, exact: true });
  await Promise.all([page.waitForEvent("load"), button.click()]);
};
const give = (page, text) =>
  page.locator("input[type=file]").setInputFiles({
    name: "file.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(text, "base64"),
  });

try {
  const { page, complaints } = await arrive();
  await page.goto(orders.link);
  await press(page, "Begin");
  const wrong = await main(page);
  // The browser reports that answer as failed.
  complaints.length = 0;
  await page.getByLabel("Name of the trust").fill(orders.trust);
  await page.getByLabel("Your name").fill("Ada Byron");
  await page.getByLabel("Your e-mail address").fill("ada@ours.example");
  await page.getByLabel("Name of the second officer").fill("Grace Hopper");
  await page.getByLabel("E-mail address of the second officer").fill("grace@ours.example");
  await press(page, "Begin");
  const invited = await heading(page);
  await signIn(page, "ada");
  await page.goto("/people");
  tell({ wrong, invited, people: await main(page), complaints });

  const stranger = await arrive();
  await stranger.page.goto(orders.link);
  tell({ again: await main(stranger.page) });

  await page.goto("/schools/file");
  await page.getByLabel("Your trust in the register").fill("No Such Trust");
  await give(page, orders.register);
  await press(page, "Look into the file");
  const none = await main(page);
  await page.goto("/schools/file");
  await give(page, orders.register);
  await press(page, "Look into the file");
  const shown = await main(page);
  await page.getByLabel("Day", { exact: true }).fill("1");
  await page.getByLabel("Month", { exact: true }).fill("9");
  await page.getByLabel("Year", { exact: true }).fill("2025");
  await press(page, "Take these schools in");
  const joined = await main(page);
  await page.goto("/schools/file");
  await give(page, orders.renamed);
  await press(page, "Look into the file");
  const differs = await main(page);
  await press(page, "Take the differences over");
  tell({ none, shown, joined, differs, refreshed: await main(page), complaints });

  await page.goto("/people/file");
  await give(page, orders.wrong);
  await press(page, "Check the file");
  const faults = await main(page);
  await page.goto("/people/file");
  await give(page, orders.people);
  await press(page, "Check the file");
  const preview = await main(page);
  const address = page.url();
  await press(page, "Make these people known");
  const known = await main(page);
  // The page stayed open in another tab and is sent once more: it is the same act.
  await page.goto(address);
  await press(page, "Make these people known");
  // Fifty people stand on a page.
  let rows = 0;
  for (const address of ["/people", "/people?page=2"]) {
    await page.goto(address);
    rows += await page.locator("tbody tr").count();
  }
  tell({ faults, preview, known, rows, complaints });

  await page.goto("/people/invitations");
  await press(page, "Make the invitations");
  const title = await heading(page);
  const sheets = page.locator(".pl-sheet");
  const printed = await sheets.count();
  const names = await sheets.locator("h2").allInnerTexts();
  const mine = sheets.filter({ hasText: orders.newcomer });
  const link = await mine.locator(".pl-mono").innerText();
  tell({ title, printed, names });

  const gil = await arrive();
  await gil.page.goto(link);
  await signIn(gil.page, "gil");
  const banner = await gil.page.locator(".pl-person").innerText();
  await page.goto("/people/invitations/sheet");
  const left = await page.locator(".pl-sheet").count();
  tell({ banner, left, complaints: gil.complaints });
} finally {
  await browser.close();
}
