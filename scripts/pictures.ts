import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { playStageDoor } from '../sandbox/play-stage.ts';
import { openStage, type Stage, secretOf } from '../sandbox/stage.ts';
import { takeDemo } from './demo-picture.ts';

/**
 * `npx tsx scripts/pictures.ts`: takes the pictures of README.md and docs/stage-door.md anew, from the sandbox, with Chromium. They
 * differ from one time to the next in times and random ids alone.
 */
const pictures = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/pictures');
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executablePath) throw new Error('Chromium is missing: sudo apt-get install chromium');

const folder = mkdtempSync(join(tmpdir(), 'bridge-pictures-'));
const operatorToken = secretOf();
const stage = await openStage({
  dataDir: folder,
  logLevel: 'warn',
  log: (line) => process.stderr.write(line),
  more: { DATA_KEY: secretOf(), OPERATOR_TOKEN: operatorToken },
});
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--disable-background-networking'],
});
try {
  mkdirSync(pictures, { recursive: true });
  await takeDemo(browser, join(pictures, 'demo.png'));
  const page = await browser.newPage({ viewport: { width: 760, height: 600 }, deviceScaleFactor: 0.85 });
  // Workable answers few requests in ten seconds.
  page.setDefaultTimeout(60_000);
  await playStageDoor(stage, (text) => text && console.log(text));
  const { pageUrl } = stage.spi;
  // It is long: smaller, and without the candidate's forms.
  const small = await browser.newPage({ viewport: { width: 1180, height: 600 }, deviceScaleFactor: 0.7 });
  await small.goto(`${pageUrl}candidates/${stage.spi.candidates().at(-1)?.id}`);
  await take(small, 'timeline.png', '.two > div');
  await playWizard(page, await connectLink(stage));
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto(pageUrl);
  await take(page, 'board.png', '.board');
} finally {
  await browser.close();
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}

/** `part`: a selector of what is shown. */
async function take(page: Page, name: string, part: string): Promise<void> {
  await page
    .locator(part)
    .first()
    .screenshot({ path: join(pictures, name), animations: 'disabled' });
  console.log(`docs/pictures/${name}`);
}

/** The link of another customer of the same vendor. */
async function connectLink({ url, settings }: Stage): Promise<string> {
  const { SANDBOX_VENDOR_API_KEY, SANDBOX_WEBHOOK_SECRET } = settings;
  await ask(`${url}/api/v1/accounts`, {
    name: 'acme',
    settings: {
      JOBMOJITO_API_KEY: SANDBOX_VENDOR_API_KEY,
      JOBMOJITO_WEBHOOK_SECRET: SANDBOX_WEBHOOK_SECRET,
      COMPANY_NAME: 'Acme',
      VENDOR_NAME: 'Acme Voice',
    },
  });
  return (await ask(`${url}/api/v1/accounts/acme/connect-links?door=stage`)).url;
}

async function ask(url: string, body?: object): Promise<{ url: string }> {
  const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The bridge answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** The first four steps, as the admin takes them. */
async function playWizard(page: Page, url: string): Promise<void> {
  const { people, member } = stage.spi;
  people.create({ firstname: 'Bea', lastname: 'Soto', stage: 'phone-screen' });
  const later = people.create({ firstname: 'Tom', lastname: 'Weber', stage: 'applied' });
  const press = (text: string) => page.click(`button:text-is("${text}")`);
  const at = (step: string) => url.replace('?stages', `?stages=${step}`);
  await page.goto(url);
  await page.fill('#token', stage.settings.SANDBOX_API_TOKEN);
  await press('Check the token');
  await reload(page, at('token'), 'text=Is this your company?');
  await take(page, 'wizard-token.png', 'main');
  await press('Yes, connect it');
  await reload(page, at('member'), `input[value="${member.id}"]`);
  await page.check(`input[value="${member.id}"]`);
  await page.check('input[name=service]');
  await press('Save the member');
  await reload(page, at('triggers'), '#job');
  await page.selectOption('#template', stage.template);
  await page.click('form:has(#template) button');
  await reload(page, `${at('triggers')}&job=${stage.spi.jobs[0]?.shortcode}`, '#stage');
  await page.selectOption('#stage', 'phone-screen');
  await press('Add this stage');
  await reload(page, at('triggers'), 'text=Switch off');
  await reload(page, at('triggers'), 'main:not(:has-text("being noted first")):has(#job)');
  await take(page, 'wizard-stages.png', 'main');
  people.move(later.id, 'phone-screen');
  await stage.spi.idle();
  await reload(page, `${at('test')}&list=yes`, 'text=Tom Weber');
  await take(page, 'wizard-test.png', 'main');
}

/** A token has nine requests in ten seconds, so a step may have to be opened again. */
async function reload(page: Page, url: string, selector: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    await page.goto(url);
    if ((await page.locator(selector).count()) > 0) return;
    await page.waitForTimeout(3_000);
  }
  throw new Error(`There is no ${selector} at ${await page.title()}: ${await page.textContent('main')}`);
}
