import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openStagePage } from '../sandbox/stage-page/server.ts';

/** Takes the picture of the page of `npm run demo`, after a bad day and the recovery from it. */
export async function takeDemo(browser: Browser, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-demo-picture-'));
  const demo = await openStagePage({ folder, log: () => undefined });
  try {
    await demo.ready();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1480 }, deviceScaleFactor: 0.8 });
    page.setDefaultTimeout(120_000);
    await page.goto(demo.url);
    for (const button of ['Begin', 'Answer the questions', 'Make it a bad day', 'End the bad day']) {
      await page.getByRole('button', { name: button }).first().click();
    }
    await page.getByRole('link', { name: 'Read the report' }).waitFor();
    await page.screenshot({ path, animations: 'disabled' });
  } finally {
    await demo.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
