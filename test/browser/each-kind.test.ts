import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../../testing/browser.ts';
import { pageSets } from './pages/page-sets.ts';
import { see } from './see.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test.each(pageSets)('a page of each kind is sound on a phone: $name', async ({ open }) => {
  const { pages, close } = await open();
  const quick = pages.filter(({ isQuick }) => isQuick);
  const found: string[] = [];
  const as = [{ width: 390, scheme: 'light' }] as const;
  for (const shown of quick) found.push(...(await see(browser, shown, { as, byKeyboard: false })));
  await close();
  expect(found).toEqual([]);
  expect(quick).not.toEqual([]);
});
