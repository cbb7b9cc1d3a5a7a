import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BadDayId } from '../../sandbox/stage-page/bad-days.ts';
import { type Browser, looks, openBrowser, type Visit } from '../../testing/browser.ts';
import { type Child, watch } from '../../testing/child.ts';
import { eventually, processTimeout } from '../../testing/process.ts';
import { programOf } from '../../testing/program.ts';
import { type Forms, openForms } from './stage-page-forms.ts';

let demo: Child;
let url: string;
let forms: Forms;

beforeAll(async () => {
  const env = { PATH: process.env.PATH };
  // Not in the checkout: a .env there would be read.
  demo = watch(spawn(process.execPath, [programOf('src/main'), 'demo'], { cwd: tmpdir(), env }));
  url = await eventually('the page is open', () => /^Open (\S+)/m.exec(demo.stdout())?.[1]);
  forms = openForms(url);
}, processTimeout);
afterAll(async () => {
  demo?.signal('SIGTERM');
  expect(await demo?.exited).toEqual({ code: 0, signal: null });
  expect(demo?.stderr()).toBe('');
}, processTimeout);

/** `isFelt`: what shows that the day has had its effect. `mend`: buttons to press after it, as the page says. */
type Day = { id: BadDayId; isFelt: () => Promise<boolean>; says: RegExp; after: RegExp; mend?: Mend[] };
type Mend = 'an hour' | 'replay' | 'send again';

/** Both candidates have answered, and Workable has neither result. */
const nothingArrives = async () => (await forms.score())['on the way'] === 2;
/** Although both were sent, after the comment on the invitation. */
const nothingIsTaken = async () => (await nothingArrives()) && (await forms.tries()) >= 3;
const isRefused = () => forms.has('Send it again');
const isNoted = (note: string) => () => forms.has(`class="soft"> ${note}<`);

const days: Readonly<Record<string, readonly Day[]>> = {
  jobmojito: [
    {
      id: 'workable-401',
      isFelt: nothingIsTaken,
      says: /you would enter a new one/,
      after: /“1 hour later” saves you the wait/,
      mend: ['an hour'],
    },
    { id: 'workable-409', isFelt: nothingIsTaken, says: /final state/, after: /Press “Replay/, mend: ['replay'] },
    { id: 'webhooks-doubled', isFelt: isNoted('sent twice'), says: /changes nothing/, after: /nothing to do/ },
  ],
  http: [
    { id: 'workable-429', isFelt: nothingIsTaken, says: /when to come back/, after: /by itself, within seconds/ },
    {
      id: 'workable-swallows',
      isFelt: isNoted('the answer never arrived'),
      says: /cannot know what has arrived/,
      after: /looked for on the timeline/,
      mend: ['an hour'],
    },
    {
      id: 'vendor-credits',
      isFelt: isRefused,
      says: /say why/,
      after: /press “1 hour later”.*“Send it again”/,
      mend: ['send again', 'an hour'],
    },
  ],
  greenhouse: [
    {
      id: 'workable-500',
      isFelt: nothingIsTaken,
      says: /tries again and again/,
      after: /after 30 seconds/,
      mend: ['an hour'],
    },
    {
      id: 'vendor-down',
      isFelt: isRefused,
      says: /No candidate can be invited/,
      after: /“1 hour later” .*“Send it again”/,
      mend: ['send again', 'an hour'],
    },
    {
      id: 'webhooks-reversed',
      isFelt: isNoted('sent in reverse order'),
      says: /the last one comes first/,
      after: /only says that there is news/,
    },
    {
      id: 'webhooks-lost',
      isFelt: nothingArrives,
      says: /asks by itself/,
      after: /Press “1 hour later”/,
      mend: ['an hour'],
    },
  ],
  ribbon: [
    {
      id: 'workable-silent',
      isFelt: nothingIsTaken,
      says: /without an answer/,
      after: /after 30 seconds/,
      mend: ['an hour'],
    },
    { id: 'vendor-slow', isFelt: isNoted('slow'), says: /five seconds/, after: /nothing to do/ },
  ],
};

test(
  'of two webhooks of JobMojito in reverse the one that comes last counts, until the next change',
  async () => {
    await forms.press('/play/send');
    const [email = ''] = await forms.people();
    await forms.press('/bad-days', { id: 'webhooks-reversed' });
    await finish(email);
    await forms.press('/vendor/advance', { email });
    const isSettled = async () => (await forms.tries()) > 0 && !(await forms.has('under way'));
    await eventually('the older one counts', async () => (await isSettled()) && (await forms.score()).arrived === 0);
    await forms.press('/calm');
    expect(await forms.has(/the one that comes last counts.*press “Score anew”/)).toBe(true);
    expect(await forms.score()).toMatchObject({ lost: 0, doubled: 0, 'on the way': 1 });
    await finish(email);
    await eventually('it is right again', async () => (await forms.score()).arrived === 1);
  },
  processTimeout,
);

describe.each(Object.entries(days))('with %s', (kind, ofVendor) => {
  beforeAll(() => openFor(kind), processTimeout);

  test.each(['provider', 'stage'])(
    'the %s door leads through five steps, and a bridge that is killed loses nothing',
    async (door) => {
      await forms.press(`/door/${door}`);
      await forms.press('/tour/start-again');
      for (const step of ['Begin', 'Answer the questions', 'Make it a bad day', 'End the bad day']) {
        await forms.until(`<button type="submit" id="-tour-play" class="main">${step}<`);
        await forms.press('/tour/play');
        if (step === 'Begin') await forms.press('/later', { hours: '1' });
      }
      await forms.until(/The bridge: <strong class="good">runs.*\(started [2-9] times\)/s);
      // The lease of the one that was killed has to end first: to wait for that with one vendor is enough.
      if (kind === 'jobmojito') await forms.until('href="/tour/report"');
      await untilArrived(1);
      expect(await forms.has(`Interview of the ${door} door`)).toBe(true);
      const report = await fetch(new URL('/tour/report', url));
      expect(report.url).toContain('/reports/');
      expect(await report.text()).toContain('>AI interview report · ');
    },
    2 * processTimeout,
  );

  test.each(ofVendor)(
    'after $id everything arrives, once and in order',
    async ({ id, isFelt, says, after, mend = [] }) => {
      await forms.press('/tour/start-again');
      const [first, second] = await (await inviteTwo({ isHurried: true }))();
      await forms.press('/bad-days', { id });
      expect(await forms.has(says)).toBe(true);
      const [others] = await Promise.all([inviteTwo(), finish(first), finish(second)]);
      await eventually('the bad day is felt', isFelt);
      await forms.press('/calm');
      expect(await forms.has(after)).toBe(true);
      if (mend.includes('send again')) await forms.pressAll('/play/send-again');
      if (mend.includes('replay')) await forms.press('/replay');
      if (mend.includes('an hour')) await forms.press('/later', { hours: '1' });
      for (const email of await others()) await finish(email);
      // A probe that was refused just before may have put off the next one.
      if (mend.includes('an hour')) await forms.press('/later', { hours: '1' });
      await untilArrived(4);
    },
    processTimeout,
  );
});

test.each(['bridge', 'redis'])(
  'while answers come in, %s is killed: no result is lost',
  async (victim) => {
    await forms.press('/tour/start-again');
    const [first, second] = await (await inviteTwo({ isHurried: true }))();
    await Promise.all([finish(first), forms.press(`/kill/${victim}`), finish(second)]);
    await untilArrived(2);
  },
  processTimeout,
);

test(
  '14 days later what was not taken has expired, and all goes on',
  async () => {
    await forms.press('/tour/start-again');
    await (await inviteTwo({ isHurried: true }))();
    await forms.press('/later', { hours: '336' });
    await forms.until('<strong>expired</strong>');
    await forms.until('AI interview not taken: the time for it is over.');
    for (const email of await (await inviteTwo({ isHurried: true }))()) await finish(email);
    await untilArrived(2);
  },
  processTimeout,
);

test(
  'after 14 days without Workable an operator resumes invitations',
  async () => {
    await forms.press('/tour/start-again');
    await forms.press('/bad-days', { id: 'workable-401' });
    await forms.press('/later', { hours: '336' });
    const invited = await inviteTwo();
    await forms.press('/calm');
    await forms.press('/later', { hours: '1' });
    await forms.until('an operator decides whether candidates are invited');
    await forms.press('/resume');
    for (const email of await invited()) await finish(email);
    await untilArrived(2);
  },
  processTimeout,
);

describe('in a browser', () => {
  let browser: Browser;
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
    visit = await browser.visit(url);
    page = visit.page;
    page.setDefaultTimeout(processTimeout / 2);
  });
  afterAll(() => browser?.close());

  test(
    'the page is clean for every reader',
    async () => {
      for (const look of looks) {
        await visit.look(look);
        expect(await visit.problems(), JSON.stringify(look)).toEqual([]);
      }
      expect(await visit.keyboardProblems()).toEqual([]);
    },
    processTimeout,
  );

  test('each exchange shows its bodies, with secrets masked', async () => {
    await page.getByRole('link', { name: /^PUT/ }).first().click();
    await page.getByText(/"status":"completed"/).waitFor();
    expect(await page.locator('#exchange').textContent()).toContain('•••• (WORKABLE_CALLBACK_TOKEN)');
    expect(await visit.problems()).toEqual([]);
  });

  test(
    'what is pressed shows that it is being worked on, and keeps the focus',
    async () => {
      await forms.press('/bad-days', { id: 'vendor-slow' });
      const send = page.getByRole('button', { name: 'Send an interview' });
      await send.press('Enter');
      await page.locator('[id="-play-send"][aria-busy]').waitFor();
      expect(await page.getByRole('status').first().textContent()).toBe('Working …');
      await page.locator('[id="-play-send"]:not([aria-busy])').waitFor();
      expect(await send.evaluate((each) => each.ownerDocument.activeElement === each)).toBe(true);
      await forms.press('/calm');
    },
    processTimeout,
  );

  test(
    'the keyboard stays in the tour',
    async () => {
      await forms.press('/tour/start-again');
      await page.getByRole('button', { name: 'Begin' }).press('Enter');
      const next = page.locator('[id="-tour-play"]', { hasText: 'Answer the questions' });
      await next.waitFor();
      expect(await next.evaluate((each) => each.ownerDocument.activeElement === each)).toBe(true);
    },
    processTimeout,
  );
});

/** Everything begins anew, unless it is that vendor already. */
async function openFor(kind: string): Promise<void> {
  const isChosen = new RegExp(`id="-sandbox-${kind}"[^>]*aria-pressed="true"`);
  if (await forms.has(isChosen)) return;
  await forms.press('/sandbox', { kind });
  await forms.until(isChosen);
  await forms.until('No candidate is invited yet.');
}

const allWell = { lost: 0, doubled: 0, 'out of order': 0, 'on the way': 0 };

const finish = (email: string) => forms.press('/vendor/finish', { email });

/** Through each door. Resolves to what waits until both are invited, and has their addresses. `isHurried`: by the clock. */
async function inviteTwo({ isHurried = false } = {}): Promise<() => Promise<[string, string]>> {
  const known = await forms.people();
  const sent = forms.press('/play/send');
  await forms.press('/play/apply');
  await forms.pressNewest('/play/drag');
  await sent;
  if (isHurried) await forms.press('/later', { hours: '1' });
  return () =>
    eventually('both are invited', async () => {
      const [first, second] = (await forms.people()).filter((email) => !known.includes(email));
      return first !== undefined && second !== undefined && [first, second];
    });
}

/** And nothing else is wrong. */
async function untilArrived(count: number): Promise<void> {
  await eventually('all has arrived', async () => (await forms.score()).arrived === count);
  expect(await forms.score()).toEqual({ ...allWell, arrived: count });
}
