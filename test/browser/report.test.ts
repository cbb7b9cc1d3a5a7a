import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../../src/interviews/record.ts';
import { originOf } from '../../src/workable/contract.ts';
import { type Browser, openBrowser, type Visit } from '../../testing/browser.ts';
import { dataUriOf, pngOf } from '../../testing/png.ts';
import { day, minute, openReports, type Reports, startedAt } from '../reports/open-reports.ts';

let browser: Browser;
let reports: Reports;
let url: string;
let viewsUrl: string;
beforeAll(async () => {
  browser = await openBrowser();
  reports = await openReports();
  const record = await reports.add({
    score: { points: 8.7, of: 10 },
    decision: true,
    analysis: `${'She answered with examples and kept to the point. '.repeat(20)}\n\nMore of it.`,
    reasonsToHire: ['تشرح قراراتها بالأرقام'],
    questions: [
      { question: 'Why?', score: { points: 9, of: 10 }, answer: 'Because I live near.' },
      ...Array.from({ length: 20 }, () => ({ question: 'And then?', answer: 'Then I left.' })),
    ],
    report: { url: `${reports.storage.url}/report` },
  });
  url = `${reports.urls[0]}/reports/${record.id}.${record.reportKey}`;
  viewsUrl = (await reports.share({ kind: 'views', views: 2 }, record)).url;
});
afterAll(async () => {
  await browser.close();
  await reports.close();
});

/** A report with all that can stand above the first paragraph. */
async function addFullest({ add, store, clock, urls }: Reports): Promise<string> {
  const record = await add(
    {
      score: { points: 8.7, of: 10 },
      decision: true,
      analysis: `${'She answered with examples and kept to the point. '.repeat(20)}\n\nMore of it.`,
      durationSeconds: 4_471,
      questions: Array.from({ length: 18 }, () => ({ question: 'Why?', score: { points: 9, of: 10 } })),
    },
    {
      id: `acme_${'Ab3'.repeat(6)}x12`,
      origin: originOf('https://acme.workable.com/interviews/2'),
      candidate: { firstName: 'Maximiliane', lastName: 'von Hohenlohe', email: 'm@example.test' },
      jobTitle: 'Senior Regional Operations Manager',
    },
  );
  const newer = { attemptId: 'attempt-2', source: 'webhook', at: startedAt + day, isSubmitted: false } as const;
  const next = observe(record, { ...newer, state: 'running', startedAt: startedAt + minute });
  await store.save(next, 1, { dueAt: clock.now + day });
  return `${urls[0]}/reports/${record.id}.${record.reportKey}`;
}

async function visiting<T>(
  address: string,
  work: (page: Page, visit: Visit) => Promise<T>,
  headers: Record<string, string> = {},
): Promise<T> {
  const visit = await browser.visit(address, { headers });
  const result = await work(visit.page, visit);
  await visit.close();
  return result;
}

const boxOf = async (page: Page, selector: string) =>
  (await page.locator(selector).first().boundingBox()) ?? expect.fail(selector);

describe('a report on a phone', () => {
  it.each(['en', 'de', 'es', 'fr', 'pt'])(
    'in %s has its whole result above the docked buttons, without scrolling',
    (language) => {
      const headers = { 'Accept-Language': language };
      return visiting(
        url,
        async (page) => {
          const [result, dock] = [await boxOf(page, 'section:has(#result)'), await boxOf(page, '.dock')];
          expect(await page.locator('html').getAttribute('lang')).toBe(language);
          expect(result.y + result.height).toBeLessThanOrEqual(dock.y);
          expect(dock.y + dock.height).toBeCloseTo(844, 0);
        },
        headers,
      );
    },
  );

  it('has it there also with a logo, an alert, and all that can be said of an attempt', async () => {
    const address = await addFullest(reports);
    reports.settings.brand = { logo: dataUriOf(pngOf(120, 40)) };
    await visiting(
      address,
      async (page) => {
        const [excerpt, dock] = [await boxOf(page, '.alert + p'), await boxOf(page, '.dock')];
        expect(await page.locator('.facts li').allTextContents()).toHaveLength(4);
        expect(excerpt.y + excerpt.height).toBeLessThanOrEqual(dock.y);
      },
      { 'Accept-Language': 'de' },
    );
    reports.settings.brand = {};
  });

  it('ends above the docked buttons, however far it is scrolled', () =>
    visiting(url, async (page) => {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      const [footer, dock] = [await boxOf(page, 'footer'), await boxOf(page, '.dock')];
      expect(footer.y + footer.height).toBeLessThanOrEqual(dock.y);
    }));

  it('puts the icon of a reason where its text begins', () =>
    visiting(url, async (page) => {
      const [icon, item] = [await boxOf(page, '.for svg'), await boxOf(page, '.for li')];
      expect(icon.x).toBeGreaterThan(item.x + item.width / 2);
    }));
});

it('a question is opened by the keyboard', () =>
  visiting(url, async (page) => {
    const answer = page.getByText('Because I live near.');
    expect(await answer.isVisible()).toBe(false);
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await answer.isVisible()).toBe(true);
  }));

it('on paper all answers are there, and nothing that is there to be pressed', () =>
  visiting(url, async (page) => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.dock').isVisible()).toBe(false);
    expect((await boxOf(page, '.said-here')).height).toBeGreaterThan(10);
    for (const link of await page.locator('a').all()) expect(await link.isVisible()).toBe(false);
    const mark = `getComputedStyle(document.querySelector('summary .name'), '::before').display`;
    expect(await page.evaluate(mark)).toBe('none');
  }));

it('forced colours leave nothing unseen', () =>
  visiting(url, async (page, visit) => {
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await visit.problems()).toEqual([]);
    const fills = await page.evaluate<string[]>(
      `['.bar .track', '.bar .fill', '.bar .tick'].map((each) => getComputedStyle(document.querySelector(each)).fill)`,
    );
    expect(new Set(fills).size).toBe(3);
  }));

it('a shared link with views is opened by its button, and its PDF leads back once the view is over', () =>
  visiting(viewsUrl, async (page) => {
    await page.getByRole('button', { name: 'Open the report (2 views left)' }).click();
    expect(await page.locator('h1').textContent()).toBe('Lakita Marrero');
    expect(page.url()).toBe(viewsUrl);
    reports.clock.now += 16 * 60_000;
    await page.goto(`${viewsUrl}/report.pdf`);
    expect(page.url()).toBe(viewsUrl);
    await page.getByRole('button', { name: 'Open the report (1 view left)' }).waitFor();
  }));
