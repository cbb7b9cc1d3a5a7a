import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAccount } from '../../../src/bridge-accounts.ts';
import { readConfig } from '../../../src/config.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { describe, withEvent } from '../../../src/interviews/history.ts';
import { plan } from '../../../src/interviews/plan.ts';
import type { Account } from '../../../src/interviews/ports.ts';
import { type InterviewRecord, newRecord } from '../../../src/interviews/record.ts';
import { reportAddresses } from '../../../src/reports/address.ts';
import { newInterviewId } from '../../../src/store/ids.ts';
import { openStorage } from '../../../src/store/open.ts';
import { originOf } from '../../../src/workable/contract.ts';
import { completed, documentOf } from '../../../testing/completed.ts';

export type Subject = { id: string; email: string; path: string; reportKey: string };

/** `open`: invited, without a result. `waiting`: completed, not delivered. `settled`: completed and delivered. */
export type State = 'open' | 'waiting' | 'settled';

const atOnce = 500;

/** Interviews as the bridge stores them, without calls to the vendor or Workable. */
export async function storeInterviews(
  settings: Record<string, string>,
  state: State,
  count: number,
  accountName = 'default',
): Promise<Subject[]> {
  const config = readConfig(settings, (path) => readFileSync(path, 'utf8'));
  const storage = await openStorage(config, 'guest');
  const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
  const addresses = reportAddresses(config.publicUrl);
  const found = config.accounts.find(({ name }) => name === accountName);
  if (!found) throw new Error(`There is no account ${accountName}`);
  const account = createAccount(found, {
    http: { vendor: http, callbacks: http },
    addresses,
    publicUrl: config.publicUrl,
    userAgent: 'bench',
    now: Date.now,
  });
  await storage.untilReady(5000);
  const subjects: Subject[] = [];
  while (subjects.length < count) {
    const some = Array.from({ length: Math.min(atOnce, count - subjects.length) }, () => newSubject(accountName));
    await Promise.all(some.map((subject) => store(account, subject)));
    subjects.push(...some);
  }
  http.close();
  await storage.close();
  return subjects;

  async function store(account: Account, subject: Subject): Promise<void> {
    const invited = invitedOf(subject, accountName, settings.WORKABLE_CALLBACK_HOSTS);
    const record = {
      open: () => invited,
      waiting: () => concluded(invited),
      settled: () => settled(account, concluded(invited)),
    }[state]();
    const { schedule } = plan(record, account, Date.now());
    const { version } = await storage.interviews.create(record, schedule);
    if (state !== 'open') await storage.interviews.save(record, version, schedule);
  }
}

function newSubject(account: string): Subject {
  const id = newInterviewId(account);
  const reportKey = randomBytes(32).toString('base64url');
  return { id, email: `${id}@example.test`, path: `/interviews/${id}`, reportKey };
}

function invitedOf({ id, email, path, reportKey }: Subject, account: string, workableUrl = ''): InterviewRecord {
  const now = Date.now();
  const given = {
    id,
    account,
    templateId: 'template-1',
    vendor: 'jobmojito',
    origin: originOf(`${workableUrl}${path}`),
    candidate: { firstName: 'Lakita', lastName: 'Marrero', email, phone: '+4930123456' },
    jobId: '1EF7E0B2A1',
    jobTitle: 'Operations Manager',
    reportKey,
  };
  const record = withEvent(newRecord(given, now), now, 'created');
  return withEvent({ ...record, invitation: { state: 'invited', at: now, round: 1 } }, now, 'invited');
}

function concluded(record: InterviewRecord): InterviewRecord {
  const scored = completed(record);
  const observed = Object.values(scored.attempts).flatMap(({ observed }) => observed.webhook ?? []);
  const noted = withEvent(scored, scored.createdAt, `interview_result: ${observed.map(describe).join()}`);
  return withEvent(noted, scored.createdAt, 'now completed');
}

function settled(account: Account, record: InterviewRecord): InterviewRecord {
  const document = documentOf(record, account);
  const acknowledged = {
    digest: document.digest,
    label: 'completed',
    outline: document.outline(),
    at: record.createdAt,
  };
  const delivered = { ...record, deliveries: { 'callback/result': { acknowledged } } };
  return withEvent(delivered, record.createdAt, 'sent completed: acknowledged (200)');
}
