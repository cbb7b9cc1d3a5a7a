import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** How a reader sees a page: on a phone or at a desk, with a light theme or a dark one. */
export type Look = { width: 390 | 1280; scheme: 'light' | 'dark' };

export const looks: readonly Look[] = ([390, 1280] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);

export type Browser = {
  /** Opens a page in a window of its own, without the cookies of others. */
  visit(url: string, options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
};

export type VisitOptions = {
  /** What the browser sends along, such as `Accept-Language`. */
  headers?: Record<string, string> | undefined;
  /** In the same window, such as a log-in. */
  before?: ((page: Page) => Promise<void>) | undefined;
};

export type Visit = {
  page: Page;
  /** On a phone with a light theme until it is said otherwise. */
  look(as: Look): Promise<void>;
  /**
   * What is wrong with the page as it is now, a line each: what axe finds against WCAG 2.2 AA, errors in the console,
   * dialogs, requests to other origins, and parts that make the page wider than the window.
   */
  problems(): Promise<string[]>;
  /** The same, but of axe's rules only those that a change of the theme can break. It takes a third of the time. */
  themeProblems(): Promise<string[]>;
  /**
   * What is wrong with what the server sent, a line each: a page without a strict policy, with a script (those of
   * `/operator` may have the server's own), or of more than 60 KB.
   */
  answerProblems(): string[];
  /** What is wrong for people without a mouse, a line each: see `keyboardProblems`. */
  keyboardProblems(): Promise<string[]>;
  close(): Promise<void>;
};

const options = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium. One for a test file is enough. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: options });
  return {
    async visit(url, { headers, before } = {}) {
      const context = await browser.newContext(headers ? { extraHTTPHeaders: headers } : {});
      return visitIn(context, url, before);
    },
    close: () => browser.close(),
  };
}

/** scripts/set-up.mjs looks in the same places, and installs one where there is none. */
function chromiumPath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Error('chromium or google-chrome is needed; "npm test" installs it where it may');
  return found;
}

async function visitIn(context: BrowserContext, url: string, before: VisitOptions['before']): Promise<Visit> {
  const page = await context.newPage();
  const happened = watch(page, new URL(url).origin);
  const answers = watchAnswers(page);
  await look({ width: 390, scheme: 'light' });
  await before?.(page);
  await page.goto(url);
  return {
    page,
    look,
    problems: () => problemsBy({ type: 'tag', values: wcagTags }),
    themeProblems: () => problemsBy({ type: 'rule', values: themeRules }),
    answerProblems: () => [...answers],
    keyboardProblems: () => keyboardProblems(page),
    close: () => context.close(),
  };

  async function problemsBy(rules: axe.RunOnly): Promise<string[]> {
    return [...happened, ...(await axeProblems(page, rules)), ...(await tooWide(page))];
  }

  async function look({ width, scheme }: Look): Promise<void> {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
  }
}

/** What happens from now on and should not. */
function watch(page: Page, origin: string): string[] {
  const happened: string[] = [];
  page.on('console', (message) => {
    // A page that is answered 404 or 410 is meant to be.
    const isItsStatus = message.location().url === page.url() && /^Failed to load resource/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isItsStatus) happened.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => happened.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin: to, protocol } = new URL(request.url());
    if (to !== origin && protocol !== 'data:') happened.push(`request: ${request.method()} ${request.url()}`);
  });
  return happened;
}

/** What is wrong with the pages that are sent from now on. */
function watchAnswers(page: Page): string[] {
  const wrong: string[] = [];
  page.on('response', (response) => {
    if (!response.request().isNavigationRequest() || response.status() === 303) return;
    const headers = response.headers();
    const policy = headers['content-security-policy'] ?? '';
    const scripts = new URL(response.url()).pathname.startsWith('/operator') ? "script-src 'self'" : 'no scripts';
    const isStrict = policy.split('; ').includes("default-src 'none'") && !/unsafe-|\*/.test(policy);
    if (!isStrict || policy.replace(scripts, '').includes('script-src')) wrong.push(`policy: ${policy}`);
    if (!(Number(headers['content-length']) <= 60_000)) wrong.push(`bytes: ${headers['content-length']}`);
  });
  return wrong;
}

const wcagTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const themeRules = ['color-contrast', 'link-in-text-block'];

/** The library is evaluated by the debugger, so the page's own policy stays as it is. */
async function axeProblems(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any: [first] }) => `axe ${id}: ${html.slice(0, 200)} ${first?.message ?? ''}`),
  );
}

/** The parts that stand out of the window to the side, but for those that scroll in a box of their own. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((each) => {
      const { left, right } = each.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    return ['wider than the window by ' + (scrollWidth - clientWidth) + ' px: ' +
      out.slice(0, 3).map((each) => each.outerHTML.slice(0, 120)).join(' … ')];
  })()`);
}

/** All that can be used and seen. */
const controls = `[...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((each) =>
    !each.disabled && each.checkVisibility({ visibilityProperty: true }))`;

/** What has the focus, and how many controls have not had it yet. */
type Stop = { name: string; isVisible: boolean; isUncovered: boolean; left: number } | null;

const focused = `(() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  // Of radio buttons with one name the keyboard stops at one.
  for (const one of [each, ...(each.type === 'radio' ? document.getElementsByName(each.name) : [])]) unreached.delete(one);
  const { outlineStyle, outlineWidth } = getComputedStyle(each);
  const box = each.getBoundingClientRect();
  const boxes = [...each.getClientRects()];
  const isUncovered = boxes.some(({ left, top, width, height }) => {
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there !== null && (each.contains(there) || there.contains(each));
  });
  return {
    name: each.outerHTML.slice(0, 120),
    isVisible: box.width > 0 &&
      (outlineStyle === 'auto' || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2)),
    isUncovered,
    left: [...unreached].filter((one) => one.isConnected).length,
  };
})()`;

/**
 * Goes through the page by the Tab key. Each control has to be reached, to show that it has the focus, and not to be
 * covered then, by a bar at the edge of the window for example.
 */
async function keyboardProblems(page: Page): Promise<string[]> {
  const count = await page.evaluate<number>(`(window.unreached = new Set(${controls})).size`);
  const found = new Set<string>();
  let left = count;
  // A field for a date has a stop for day, month and year; behind the last control the first one comes again.
  for (let i = 0; i < count * 5 + 5 && left > 0; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop>(focused);
    if (!stop) continue;
    if (!stop.isVisible) found.add(`shows no focus: ${stop.name}`);
    if (!stop.isUncovered) found.add(`covered while it has the focus: ${stop.name}`);
    left = stop.left;
  }
  const missed = await page.evaluate<string[]>(`[...unreached].filter((each) => each.isConnected)
    .map((each) => each.outerHTML.slice(0, 120))`);
  return [...found, ...missed.map((each) => `not reached by the keyboard: ${each}`)];
}
