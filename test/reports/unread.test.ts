import { afterEach, describe, expect, test } from 'vitest';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { originOf } from '../../src/workable/contract.ts';
import { until } from '../../testing/world.ts';
import { openReports, type Reports } from './open-reports.ts';

let reports: Reports;
const leaving: (() => void)[] = [];
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await reports.close();
});

/** On a page each of these is five times as long: 400 KB, and a little around them. */
const analysis = '&'.repeat(80_000);
const pageBytes = 410_000;
let added = 0;

async function add(text = analysis): Promise<InterviewRecord> {
  const id = `acme_${String(added++).padStart(21, 'x')}`;
  return reports.add({ analysis: text }, { id, origin: originOf(`https://acme.workable.com/${id}`) });
}

function urlOf({ id, reportKey }: InterviewRecord): string {
  return `${reports.urls[0]}/reports/${id}.${reportKey}`;
}

async function open(url: string) {
  const answer = await fetch(url);
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

/** Asks for a page and reads nothing. */
async function askInVain(address: string): Promise<void> {
  const index = reports.unread.length;
  fetch(address, { headers: { 'x-reads': 'nothing' } }).catch(() => undefined);
  leaving.push(() => reports.unread[index]?.socket?.destroy());
  await until('it is answered', () => reports.unread[index]?.writableEnded);
}

test('unread pages of one report are limited; other reports are shown, and it too once its readers are gone', async () => {
  reports = await openReports({ unreadLimits: { unreadBytes: 10 * pageBytes, unreadOfReportBytes: 2 * pageBytes } });
  const [flooded, other] = [urlOf(await add()), urlOf(await add())];
  await askInVain(flooded);
  await askInVain(flooded);
  const refused = await open(flooded);
  expect(refused.status).toBe(503);
  expect(refused.retryAfter).toBe('5');
  expect(refused.text).toContain('The report is not available right now');
  expect((await open(other)).status).toBe(200);
  for (const leave of leaving.splice(0)) leave();
  await until('there is room again', async () => (await open(flooded)).status === 200);
});

test('pages of all reports together are bounded too', async () => {
  reports = await openReports({ unreadLimits: { unreadBytes: 2 * pageBytes, unreadOfReportBytes: 10 * pageBytes } });
  await askInVain(urlOf(await add()));
  await askInVain(urlOf(await add()));
  expect((await open(urlOf(await add()))).status).toBe(503);
});

describe('by the table', () => {
  test('one report has its share', async () => {
    reports = await openReports();
    const url = urlOf(await add());
    const bytes = Buffer.byteLength((await open(url)).text);
    const most = Math.floor(limits.unreadOfReportBytes / bytes);
    for (let i = 0; i < most; i += 1) await askInVain(url);
    expect((await open(url)).status).toBe(503);
    expect((await open(urlOf(await add()))).status).toBe(200);
  });

  test('all reports have so much', async () => {
    reports = await openReports();
    // A page that is longer than its share weighs as much as that.
    const long = '&'.repeat(limits.unreadOfReportBytes / 5);
    const most = limits.unreadBytes / limits.unreadOfReportBytes;
    for (let i = 0; i < most - 1; i += 1) await askInVain(urlOf(await add(long)));
    const last = urlOf(await add(long));
    expect((await open(last)).status).toBe(200);
    await askInVain(last);
    expect((await open(urlOf(await add()))).status).toBe(503);
  });
});

test('who is sent away from a shared page has not seen it', async () => {
  reports = await openReports({ unreadLimits: { unreadBytes: 2 * pageBytes, unreadOfReportBytes: 10 * pageBytes } });
  const record = await add();
  const { url } = await reports.share({ kind: 'views', views: 1 }, record);
  await askInVain(urlOf(record));
  await askInVain(urlOf(await add()));
  expect((await open(url)).status).toBe(503);
  for (const leave of leaving.splice(0)) leave();
  await until('there is room again', async () => (await open(urlOf(record))).status === 200);
  expect([(await open(url)).status, (await open(url)).status]).toEqual([200, 410]);
});

test('a page that is longer than a report may have unread is shown', async () => {
  reports = await openReports({ unreadLimits: { ...limits, unreadOfReportBytes: 1000 } });
  const url = urlOf(await add());
  for (let i = 0; i < 3; i += 1) expect((await open(url)).status).toBe(200);
});

test('pages that are read take no room', async () => {
  reports = await openReports({ unreadLimits: { unreadBytes: pageBytes, unreadOfReportBytes: pageBytes } });
  const url = urlOf(await add());
  for (let i = 0; i < 10; i += 1) expect((await open(url)).status).toBe(200);
});
