import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, looks, openBrowser, type Visit } from '../../testing/browser.ts';
import { type Child, watch } from '../../testing/child.ts';
import { eventually, processTimeout } from '../../testing/process.ts';
import { programOf } from '../../testing/program.ts';

let demo: Child;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  const env = { PATH: process.env.PATH };
  // Not in the checkout: a .env there would be read.
  demo = watch(spawn(process.execPath, [programOf('src/main'), 'demo'], { cwd: tmpdir(), env }));
  const url = await eventually('the page is open', () => /^Open (\S+)/m.exec(demo.stdout())?.[1]);
  browser = await openBrowser();
  visit = await browser.visit(url);
  page = visit.page;
  page.setDefaultTimeout(processTimeout / 2);
}, processTimeout);
afterAll(async () => {
  await browser?.close();
  demo?.signal('SIGTERM');
  expect(await demo?.exited).toEqual({ code: 0, signal: null });
  expect(demo?.stderr()).toBe('');
}, processTimeout);
beforeEach(() => visit.look({ width: 1280, scheme: 'light' }));

const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
const until = (text: string | RegExp) => page.getByText(text).first().waitFor();
const textOf = async (selector: string) => (await page.locator(selector).textContent()) ?? '';
const scoreOf = (word: string) => textOf(`#scoreboard div:has(dt:text-is("${word}")) dd`);
const score = async () => Promise.all(['lost', 'doubled', 'out of order', 'on the way'].map(scoreOf));
const allWell = ['0', '0', '0', '0'];
const isWell = async () => (await score()).join() === allWell.join();

/** Everything begins anew, unless it is that vendor already. */
async function openFor(vendor: string): Promise<void> {
  const button = page.getByRole('button', { name: vendor, exact: true });
  if ((await button.getAttribute('aria-pressed')) === 'true') return;
  await button.click();
  await page.getByRole('button', { name: vendor, exact: true, pressed: true }).waitFor();
  await until('No candidate is invited yet.');
}

async function playTour(): Promise<void> {
  for (const button of ['Begin', 'Answer the questions', 'Make it a bad day', 'End the bad day']) await press(button);
  await page.getByRole('link', { name: 'Read the report' }).waitFor();
}

test.each([
  ['JobMojito', 'Stage door'],
  ['Partner of Greenhouse', 'Stage door'],
  ['Vendor contract', 'Provider door'],
  ['Ribbon', 'Provider door'],
])(
  'with %s the %s leads through five steps, and a bridge that is killed loses nothing',
  async (vendor, door) => {
    await openFor(vendor);
    await press(door);
    await playTour();
    await until('(started 2 times)');
    await eventually('all has arrived', isWell);
    expect(await scoreOf('arrived')).toBe('1');
    const report = await page.context().newPage();
    await report.goto(new URL('/tour/report', page.url()).href);
    expect(report.url()).toContain('/reports/');
    expect(await report.title()).toMatch(/AI interview report/);
    await report.close();
  },
  2 * processTimeout,
);

test(
  'the page is clean for every reader',
  async () => {
    for (const look of looks) {
      await visit.look(look);
      expect(await visit.problems(), JSON.stringify(look)).toEqual([]);
    }
  },
  processTimeout,
);

test('each exchange shows its bodies, with secrets masked', async () => {
  await page.getByRole('link', { name: /^PUT/ }).first().click();
  await until(/"status":"completed"/);
  const shown = await textOf('#exchange');
  expect(shown).toContain('•••• (WORKABLE_CALLBACK_TOKEN)');
  expect(await visit.problems()).toEqual([]);
});

test(
  'a lost webhook and a killed Redis lose no result',
  async () => {
    // By the keyboard, whose place stays while the page changes.
    const button = page.getByRole('button', { name: 'are lost' });
    await button.press('Enter');
    await page.getByRole('button', { name: 'are lost', pressed: true }).waitFor();
    expect(await button.evaluate((each) => each.ownerDocument.activeElement === each)).toBe(true);
    await press('Send an interview');
    await page
      .locator('#vendor ~ .card, section[aria-labelledby=vendor]')
      .getByRole('button', { name: 'Answer the questions' })
      .click();
    await press('kill -9 Redis');
    await until('Redis: runs (started 2 times)');
    await press('All well again');
    await press('1 hour later');
    await eventually('both results have arrived', async () => (await isWell()) && (await scoreOf('arrived')) === '2');
  },
  processTimeout,
);

test(
  'while Workable answers 500, a result is tried again and again',
  async () => {
    await press('answers 500');
    await press('Meet');
    await eventually('it is tried', async () => Number(await scoreOf('on the way')) === 1);
    const before = Number(await scoreOf('tries'));
    await eventually('it is tried again', async () => Number(await scoreOf('tries')) > before + 1);
    await press('All well again');
    await eventually('it has arrived', isWell);
  },
  processTimeout,
);

test(
  '14 days later it is 14 days later everywhere',
  async () => {
    const dateOf = async () => Date.parse((await textOf('#score + span')).replace(', ', 'T').replace(' UTC', 'Z'));
    const before = await dateOf();
    await press('14 days later');
    await eventually('the clock has moved', async () => (await dateOf()) - before >= 14 * 86_400_000);
    await press('Send an interview');
    const day = new Date(before + 14 * 86_400_000).toISOString().slice(0, 10);
    await eventually('the bridge has its time', async () =>
      (await page.locator('.line time').evaluateAll((all) => all.map((each) => each.getAttribute('datetime')))).some(
        (at) => at?.startsWith(day),
      ),
    );
    expect(await scoreOf('lost')).toBe('0');
  },
  processTimeout,
);
