import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { ApplicationTable } from '../../../src/operator/console/application/list.tsx';
import { InterviewTable, type Row } from '../../../src/operator/console/interviews/table.tsx';
import { Circuits, Troubles } from '../../../src/operator/console/overview/page.tsx';
import { Difference } from '../../../src/operator/console/standing/difference.tsx';
import { History } from '../../../src/operator/console/standing/history.tsx';
import { consoleStyle } from '../../../src/operator/console/style.ts';
import { bytesOf } from '../../../src/pages/render.tsx';

/** A page also has its style, its head and its buttons, about as much as this. */
const rest = Buffer.byteLength(consoleStyle.text) + 8_000;

test('a page with the longest history and difference stays below 60,000 bytes', () => {
  const text = 'ж'.repeat(limits.historyLineCharacters / 3).padEnd(limits.historyLineCharacters, 'x');
  const lines = Array.from({ length: limits.historyLines }, (_, i) => ({ at: i * 60_000, text }));
  const changes = { isSent: true, text: Array.from({ length: 500 }, () => text) };
  const bytes = bytesOf(<History lines={lines} />) + bytesOf(<Difference changes={changes} />);
  expect(bytes + rest).toBeLessThanOrEqual(60_000);
});

/** Longest where it is escaped. */
const hostile = (characters: number) => '"'.repeat(characters);
const account = 'a'.repeat(32);

test('so do the fullest lists of interviews and applications', () => {
  const row = {
    id: `${account}_${'x'.repeat(22)}`,
    account,
    origin: { door: 'provider', job_title: hostile(limits.titleCharacters) },
    template: { id: hostile(limits.idCharacters), name: hostile(limits.titleCharacters) },
    vendor: 'greenhouse',
    state: 'needs_decision',
    reason: hostile(limits.reasonCharacters),
    created_at: '2026-11-29T22:13:06.000Z',
  } as Row;
  expect(bytesOf(<InterviewTable rows={Array(25).fill(row)} />) + rest).toBeLessThanOrEqual(60_000);
  const application = { ...row, id: `${account}_application.${'x'.repeat(22)}`, job_title: row.origin.job_title };
  const views = Array(40).fill({ ...application, stage: hostile(limits.wordCharacters) });
  expect(bytesOf(<ApplicationTable views={views} />) + rest).toBeLessThanOrEqual(60_000);
});

test('so does the overview of a bad day', () => {
  const troubles = Array(40).fill({ account, text: `${hostile(400)} See "bridge failed"`, since: 0, count: 1e9 });
  const overview = { waiting: 0, failed: 0, notInvited: 0, rejected: 0, oldestSince: 0, others: 9, isCut: true };
  const warnings = Array.from({ length: 20 }, () => ({ account, count: 9 }));
  const circuit = { account, destination: 'callback', waiting: 1e6, why: hostile(300), open: {} };
  const bytes =
    bytesOf(<Troubles {...overview} troubles={troubles} warnings={warnings} />) +
    bytesOf(<Circuits circuits={Array(1000).fill(circuit)} />);
  expect(bytes + rest).toBeLessThanOrEqual(60_000);
});
