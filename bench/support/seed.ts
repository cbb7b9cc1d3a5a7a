import { randomBytes } from 'node:crypto';
import { createAccounts } from '../../src/bridge-accounts.ts';
import { readConfig } from '../../src/config.ts';
import { openHttpClient } from '../../src/http/request.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { publish } from '../../src/interviews/publication.ts';
import { type InterviewRecord, newRecord, observe } from '../../src/interviews/record.ts';
import { scheduleOf } from '../../src/interviews/step.ts';
import { reportAddresses } from '../../src/reports/address.ts';
import { newInterviewId } from '../../src/store/keys.ts';
import { openStorage } from '../../src/store/open.ts';

export type Subject = { id: string; email: string; path: string; reportKey: string };

/** `open`: invited, nothing heard yet. `settled`: completed, and Workable has it. */
export type State = 'open' | 'settled';

const atOnce = 500;

/** Interviews as the bridge stores them, without its vendor and Workable having heard of them. */
export async function storeInterviews(
  settings: Record<string, string>,
  state: State,
  count: number,
): Promise<Subject[]> {
  const config = readConfig(settings, () => '');
  const storage = await openStorage(config, 'guest');
  const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
  const addresses = reportAddresses(config.publicUrl);
  const [account] = createAccounts(config.accounts, { http, addresses, userAgent: 'bench', now: Date.now });
  if (!account) throw new Error('There is no account');
  await storage.untilReady(5000);
  const subjects: Subject[] = [];
  while (subjects.length < count) {
    const some = Array.from({ length: Math.min(atOnce, count - subjects.length) }, newSubject);
    await Promise.all(some.map((subject) => store(subject)));
    subjects.push(...some);
  }
  http.close();
  await storage.close();
  return subjects;

  async function store(subject: Subject): Promise<void> {
    const record = state === 'open' ? opened(subject) : settled(account as Account, opened(subject));
    const schedule = scheduleOf(record, (account as Account).policy, (account as Account).render, Date.now());
    const { version } = await storage.interviews.create(record, {
      ...schedule,
      line: { at: Date.now(), text: 'created' },
    });
    if (state === 'settled')
      await storage.interviews.save(record, version, { ...schedule, line: { at: Date.now(), text: 'told completed' } });
  }

  function opened({ id, email, path, reportKey }: Subject): InterviewRecord {
    const now = Date.now();
    const given = {
      id,
      account: config.accounts[0]?.name ?? '',
      templateId: 'template-1',
      callbackUrl: `${settings.WORKABLE_CALLBACK_HOSTS}${path}`,
      candidate: { firstName: 'Lakita', lastName: 'Marrero', email, phone: '+4930123456' },
      jobId: '1EF7E0B2A1',
      jobTitle: 'Operations Manager',
      reportKey,
    };
    return { ...newRecord(given, now), invitation: { state: 'invited', at: now, round: 1 } };
  }

  function newSubject(): Subject {
    const id = newInterviewId(config.accounts[0]?.name ?? '');
    const reportKey = randomBytes(32).toString('base64url');
    return { id, email: `${id}@example.test`, path: `/interviews/${id}`, reportKey };
  }
}

function settled(account: Account, record: InterviewRecord): InterviewRecord {
  const at = record.createdAt;
  const heard = observe(record, {
    attemptId: `attempt-of-${record.id}`,
    source: 'webhook',
    at,
    state: 'finished',
    isSubmitted: true,
    score: 7.8,
    analysis: 'Answers with examples, and asks back where a question is vague. '.repeat(8).trim(),
    reasonsToHire: ['Listens before answering', 'Has done the same work elsewhere'],
  });
  const concluded: InterviewRecord = { ...heard, concluded: { status: 'completed', at } };
  const publication = publish(concluded, account.policy, at);
  if (publication.status === 'pending') throw new Error('There is nothing to deliver');
  const { digest, outline } = account.render(concluded, publication);
  return { ...concluded, delivery: { acknowledged: { digest, status: publication.status, outline: outline(), at } } };
}
