import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, looks, openBrowser } from '../../testing/browser.ts';
import { pageSets } from './pages/page-sets.ts';
import { see } from './see.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const minutes = 60_000;

test.each(pageSets)(
  'every page is sound at every width, in every theme and by keyboard: $name',
  { timeout: 20 * minutes },
  async ({ open }) => {
    const { pages, close } = await open();
    const found: string[] = [];
    for (const shown of pages) found.push(...(await see(browser, shown, { as: looks, byKeyboard: true })));
    await close();
    expect(found).toEqual([]);
  },
);
