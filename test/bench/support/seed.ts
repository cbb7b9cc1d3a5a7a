import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAccounts } from '../../../src/bridge-accounts.ts';
import { readConfig } from '../../../src/config.ts';
import { openHttpClient } from '../../../src/http/request.ts';
import { describe, withEvent } from '../../../src/interviews/history.ts';
import { plan } from '../../../src/interviews/plan.ts';
import type { Account } from '../../../src/interviews/ports.ts';
import { type InterviewRecord, newRecord } from '../../../src/interviews/record.ts';
import { reportAddresses } from '../../../src/reports/address.ts';
import { newInterviewId } from '../../../src/store/keys.ts';
import { openStorage } from '../../../src/store/open.ts';
import { completed, documentOf } from '../../../testing/completed.ts';

export type Subject = { id: string; email: string; path: string; reportKey: string };

/** `open`: invited, nothing heard yet. `waiting`: completed, Workable has to be told. `settled`: completed, and Workable has it. */
export type State = 'open' | 'waiting' | 'settled';

const atOnce = 500;

/** Interviews as the bridge stores them, without its vendor and Workable having heard of them. */
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
  const accounts = createAccounts(config.accounts, {
    http: { vendor: http, callbacks: http },
    addresses,
    publicUrl: config.publicUrl,
    userAgent: 'bench',
    now: Date.now,
  });
  const account = accounts.find(({ name }) => name === accountName);
  if (!account) throw new Error(`There is no account ${accountName}`);
  await storage.untilReady(5000);
  const subjects: Subject[] = [];
  while (subjects.length < count) {
    const some = Array.from({ length: Math.min(atOnce, count - subjects.length) }, newSubject);
    await Promise.all(some.map((subject) => store(account, subject)));
    subjects.push(...some);
  }
  http.close();
  await storage.close();
  return subjects;

  async function store(account: Account, subject: Subject): Promise<void> {
    const invited = opened(subject);
    const record = {
      open: () => invited,
      waiting: () => concluded(invited),
      settled: () => settled(account, concluded(invited)),
    }[state]();
    const { schedule } = plan(record, account, Date.now());
    const { version } = await storage.interviews.create(record, schedule);
    if (state !== 'open') await storage.interviews.save(record, version, schedule);
  }

  function opened({ id, email, path, reportKey }: Subject): InterviewRecord {
    const now = Date.now();
    const given = {
      id,
      account: accountName,
      templateId: 'template-1',
      vendor: 'jobmojito',
      callbackUrl: `${settings.WORKABLE_CALLBACK_HOSTS}${path}`,
      candidate: { firstName: 'Lakita', lastName: 'Marrero', email, phone: '+4930123456' },
      jobId: '1EF7E0B2A1',
      jobTitle: 'Operations Manager',
      reportKey,
    };
    const record = withEvent(newRecord(given, now), now, 'created');
    return withEvent({ ...record, invitation: { state: 'invited', at: now, round: 1 } }, now, 'invited');
  }

  function newSubject(): Subject {
    const id = newInterviewId(accountName);
    const reportKey = randomBytes(32).toString('base64url');
    return { id, email: `${id}@example.test`, path: `/interviews/${id}`, reportKey };
  }
}

function concluded(record: InterviewRecord): InterviewRecord {
  const told = completed(record);
  const heard = Object.values(told.attempts).flatMap(({ observed }) => observed.webhook ?? []);
  const scored = withEvent(told, told.createdAt, `interview_result: ${heard.map(describe).join()}`);
  return withEvent(scored, told.createdAt, 'now completed');
}

function settled(account: Account, told: InterviewRecord): InterviewRecord {
  const document = documentOf(told, account);
  const acknowledged = { digest: document.digest, label: 'completed', outline: document.outline(), at: told.createdAt };
  const delivered = { ...told, deliveries: { 'callback/result': { acknowledged } } };
  return withEvent(delivered, told.createdAt, 'sent completed: acknowledged (200)');
}
