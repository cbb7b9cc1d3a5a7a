import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LinkLife } from '../../src/config.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { languages } from '../../src/pages/reading.ts';
import type { Why } from '../../src/reports/dead-end.ts';
import { reportWords } from '../../src/reports/words.ts';
import { originOf } from '../../src/workable/contract.ts';
import { day, minute, openReports, type Reports } from './open-reports.ts';

let reports: Reports;
let record: InterviewRecord;

beforeEach(async () => {
  reports = await openReports();
  record = await reports.add({ report: { url: `${reports.storage.url}/report` } });
});

afterEach(() => reports.close());

const post = { method: 'POST' };

async function statusOf(url: string, method = 'GET'): Promise<number> {
  const answer = await fetch(url, { method });
  await answer.arrayBuffer();
  return answer.status;
}

describe('a shared link names its time to live', () => {
  test.each<[LinkLife, object]>([
    [
      { kind: 'time', ms: 7 * day },
      { ttl: '7', ttl_units: 'days' },
    ],
    [
      { kind: 'time', ms: day / 2 },
      { ttl: '720', ttl_units: 'minutes' },
    ],
    [
      { kind: 'time', ms: minute + 1 },
      { ttl: '2', ttl_units: 'minutes' },
    ],
    [
      { kind: 'views', views: 3 },
      { ttl: '3', ttl_units: 'views' },
    ],
    [{ kind: 'forever' }, {}],
  ])('%j', async (life, ttl) => {
    expect(await reports.share(life, record)).toEqual({
      url: `${reports.urls[0]}/shared/${record.id}.secret0`,
      ...ttl,
    });
  });
});

test('a shared page is the report without the way to the vendor', async () => {
  const { url } = await reports.share({ kind: 'forever' }, record);
  const text = await (await fetch(url)).text();
  expect(text).toContain('Lakita Marrero');
  expect(text).toContain(`href="${url}/report.pdf"`);
  expect(text).not.toContain('vendor.example');
  expect(text).not.toContain(record.reportKey);
});

test('Redis holds no secret of a link', async () => {
  await reports.share({ kind: 'forever' }, record);
  const key = (await reports.redis.keys('*:shared:*'))[0] ?? '';
  expect(JSON.stringify(await reports.redis.hgetall(key))).not.toContain('secret0');
});

test('a link for a time ends to the millisecond, and so does its PDF', async () => {
  const { url } = await reports.share({ kind: 'time', ms: 90_001 }, record);
  reports.clock.now += 90_000;
  expect([await statusOf(url), await statusOf(`${url}/report.pdf`)]).toEqual([200, 200]);
  reports.clock.now += 1;
  const answer = await fetch(url);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toMatch(
    /This link has expired.*Ask the sender for a new one: they can make it in Workable/,
  );
  expect(await statusOf(`${url}/report.pdf`)).toBe(410);
  expect(await statusOf(url, 'HEAD')).toBe(410);
});

test('a link for a number of views asks before it uses one, and ends after the last of them', async () => {
  const { url } = await reports.share({ kind: 'views', views: 2 }, record);
  const asked = await fetch(url);
  expect(asked.headers.get('content-security-policy')).toContain("form-action 'self'");
  const question = await asked.text();
  expect(question).toContain('Open the report (2 views left)');
  expect(question).not.toContain('Marrero');
  expect(await (await fetch(url, post)).text()).toMatch(/Lakita Marrero.*This link opens the page 1 more time\./s);
  expect(await (await fetch(url)).text()).toContain('Open the report (1 view left)');
  expect(await (await fetch(url, post)).text()).toContain('This was the last view of this link');
  for (const method of ['GET', 'HEAD', 'POST']) expect(await statusOf(url, method)).toBe(410);
  expect(await (await fetch(url)).text()).toContain('This link is used up');
});

test('scanners use up no view', async () => {
  const { url } = await reports.share({ kind: 'views', views: 1 }, record);
  for (const method of ['HEAD', 'GET', 'OPTIONS', 'GET']) await statusOf(url, method);
  expect(await statusOf(url, 'POST')).toBe(200);
});

test('a link without a number of views needs no button, and may be posted to', async () => {
  const { url } = await reports.share({ kind: 'forever' }, record);
  for (const method of ['GET', 'POST']) {
    expect(await (await fetch(url, { method })).text()).toContain('Lakita Marrero');
  }
});

test('of many who open a link at once, only so many see the page as it has views', async () => {
  const { url } = await reports.share({ kind: 'views', views: 7 }, record);
  const statuses = await Promise.all(Array.from({ length: 40 }, () => statusOf(url, 'POST')));
  expect(statuses.filter((status) => status === 200)).toHaveLength(7);
  expect(statuses.filter((status) => status === 410)).toHaveLength(33);
});

test('the PDF belongs to a view for a quarter of an hour, and leads to the next one then', async () => {
  const { url } = await reports.share({ kind: 'views', views: 2 }, record);
  const pdf = () => fetch(`${url}/report.pdf`, { redirect: 'manual' });
  const early = await pdf();
  expect([early.status, early.headers.get('location'), await early.text()]).toEqual([303, url, '']);
  for (const after of [303, 410]) {
    expect(await statusOf(url, 'POST')).toBe(200);
    reports.clock.now += 15 * minute - 1;
    expect(await statusOf(`${url}/report.pdf`)).toBe(200);
    reports.clock.now += 1;
    const late = await pdf();
    await late.arrayBuffer();
    expect(late.status).toBe(after);
  }
  expect(reports.storage.requests).toHaveLength(2);
});

test('the time of the last view is kept to the millisecond', async () => {
  const { url } = await reports.share({ kind: 'views', views: 2 }, record);
  await statusOf(url, 'POST');
  expect(await reports.links.read(record.id, 'secret0')).toEqual({
    createdAt: reports.clock.now,
    viewsLeft: 1,
    viewedAt: reports.clock.now,
  });
});

test('names the candidate by initials where the account wants it, in the transcript too', async () => {
  reports.settings.sharedNames = 'initials';
  const { url } = await reports.share({ kind: 'forever' }, record);
  for (const address of [url, `${url}/transcript`]) {
    const text = await (await fetch(address)).text();
    expect(text).toContain('<h1 dir="auto" lang>L. M.</h1>');
    expect(text).not.toMatch(/Lakita|Marrero/);
  }
  expect(await (await fetch(`${reports.urls[0]}/reports/${record.id}.${record.reportKey}`)).text()).toContain('Lakita');
});

test('of more links of an interview than there may be the oldest go', async () => {
  const last = limits.sharedLinksOfInterview + 1;
  for (let i = 0; i <= last; i += 1) {
    reports.clock.now += 1;
    await reports.share({ kind: 'forever' }, record);
  }
  const left = await Promise.all([0, 1, 2, last].map((i) => reports.links.read(record.id, `secret${i}`)));
  expect(left.map((link) => link !== undefined)).toEqual([false, false, true, true]);
});

test('an erased interview gets no new link and keeps no old one', async () => {
  const { url } = await reports.share({ kind: 'forever' }, record);
  await reports.store.erase(record);
  await expect(reports.share({ kind: 'forever' }, record)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await statusOf(url)).toBe(404);
  expect(await reports.redis.keys('*:shared:*')).toEqual([]);
});

test('each dead end says which case it is and what to do next, in the language of the reader', async () => {
  const [address] = reports.urls;
  const [expired, used] = [
    await reports.share({ kind: 'time', ms: 0 }, record),
    await reports.share({ kind: 'views', views: 1 }, record),
  ];
  expect(await statusOf(used.url, 'POST')).toBe(200);
  const running = await addRunning();
  const early = await reports.share({ kind: 'forever' }, running);
  reports.settings.reportLinkLife = { kind: 'time', ms: minute };
  const ends: [Why, number, string][] = [
    ['unknown', 404, `${expired.url}x`],
    ['erased', 404, `${address}/shared/acme_${'Ab3'.repeat(7)}x.${'k'.repeat(43)}`],
    ['notYet', 404, early.url],
    ['expired', 410, `${address}/reports/${record.id}.${record.reportKey}`],
    ['sharedExpired', 410, expired.url],
    ['usedUp', 410, used.url],
  ];
  for (const language of languages) {
    for (const [why, status, url] of ends) {
      const [title, sentence] = reportWords[language].deadEnd[why];
      const answer = await fetch(url, { headers: { 'Accept-Language': language } });
      expect([why, answer.status]).toEqual([why, status]);
      expect(await answer.text()).toContain(`<h1>${title}</h1><p>${sentence}</p>`);
    }
  }
});

/** An interview whose candidate has begun. */
async function addRunning(): Promise<InterviewRecord> {
  const own = { id: `acme_${'Ab3'.repeat(6)}x12`, origin: originOf('https://acme.workable.com/interviews/2') };
  const { concluded: _, ...running } = await reports.add({ state: 'running', score: null }, own);
  await reports.store.save(running, 1, { dueAt: reports.clock.now + day });
  return running;
}
