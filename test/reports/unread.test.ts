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
  asked = 0;
  await reports.close();
});

/** On a page each of these is five times as long: 40 KB, and a little around them. */
const analysis = '&'.repeat(8_000);
const pageBytes = 57_000;
let added = 0;
let asked = 0;

async function add(): Promise<InterviewRecord> {
  const id = `acme_${String(added++).padStart(21, 'x')}`;
  return reports.add({ analysis }, { id, origin: originOf(`https://acme.workable.com/${id}`) });
}

function urlOf({ id, reportKey }: InterviewRecord): string {
  return `${reports.urls[0]}/reports/${id}.${reportKey}`;
}

async function open(url: string, method = 'GET') {
  const answer = await fetch(url, { method });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

/** Asks for a page and reads nothing. */
async function askInVain(address: string): Promise<void> {
  const index = asked++;
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
    const first = urlOf(await add());
    const bytes = Buffer.byteLength((await open(first)).text);
    const ofReport = Math.floor(limits.unreadOfReportBytes / bytes);
    for (let left = Math.floor(limits.unreadBytes / bytes); left > 0; left -= ofReport) {
      const url = urlOf(await add());
      await Promise.all(Array.from({ length: Math.min(left, ofReport) }, () => askInVain(url)));
    }
    expect((await open(first)).status).toBe(503);
  });
});

test('who is sent away from a shared page has not seen it', async () => {
  reports = await openReports({ unreadLimits: { unreadBytes: 2 * pageBytes, unreadOfReportBytes: 10 * pageBytes } });
  const record = await add();
  const { url } = await reports.share({ kind: 'views', views: 1 }, record);
  await askInVain(urlOf(record));
  await askInVain(urlOf(await add()));
  expect((await open(url, 'POST')).status).toBe(503);
  for (const leave of leaving.splice(0)) leave();
  await until('there is room again', async () => (await open(urlOf(record))).status === 200);
  expect([(await open(url, 'POST')).status, (await open(url, 'POST')).status]).toEqual([200, 410]);
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
