import { presentable } from '../http/presentable.ts';
import { describeAnswer } from '../interviews/history.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { describeScore } from '../interviews/score.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import type { Answer } from '../outbox/destination.ts';
import { iso } from './iso.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { chosenAccounts, deliveryStateOf, type Selected, select } from './select.ts';

/** `bridge interviews` */
export async function listInterviews(parts: OperatorParts): Promise<number> {
  return list(parts, 'all', ({ record, state }) => `${iso(record.createdAt)}  ${record.id}  ${state}`);
}

/** `bridge failed` */
export async function listFailed(parts: OperatorParts): Promise<number> {
  return list(parts, 'failed', ({ record }) => {
    const [failed] = Object.values(record.deliveries).flatMap((delivery) => delivery.failed ?? []);
    const answer = failed ? `${describeAnswer(failed.answer)}  ${wordsOf(failed.answer, record)}` : '';
    return `${iso(failed?.at ?? 0)}  ${record.id}  ${answer}`.trimEnd();
  });
}

async function list(parts: OperatorParts, kind: 'all' | 'failed', line: (selected: Selected) => string) {
  const missing: string[] = [];
  let count = 0;
  for await (const several of select(parts, kind, missing)) {
    for (const selected of several) parts.print(line(selected));
    count += several.length;
  }
  parts.print(count === 0 ? 'none' : `${count} in all`);
  return missing.length === 0 ? 0 : 1;
}

/** `bridge show <id>`: the whole story of one interview, time by time, without anything personal. */
export async function showInterview(parts: OperatorParts): Promise<number> {
  const { accounts, storage, print, complain, now, positionals } = parts;
  const [id] = positionals;
  if (id === undefined) throw new Misuse('Say which: bridge show <id>');
  const found = await storage.interviews.read(id);
  const account = accounts.find(({ name }) => name === found?.record.account);
  if (!found || !account) {
    complain(`There is no interview ${id}`);
    return 1;
  }
  const { record } = found;
  print(`interview   ${record.id}`);
  print(`account     ${record.account}`);
  print(`template    ${record.templateId}`);
  print(`invitation  ${record.invitation.state}${failureOf(record)}`);
  print(`concluded   ${record.concluded ? `${record.concluded.status} at ${iso(record.concluded.at)}` : 'not yet'}`);
  print(`delivery    ${deliveryStateOf(record, account, now())}`);
  for (const delivery of Object.values(record.deliveries)) {
    for (const line of linesOf(delivery, record)) print(line);
  }
  if (await storage.replays.isWaiting(account.name, id)) print('  replay    waits for its turn');
  for (const attempt of attemptsOf(record)) {
    const score = attempt.score ? `, score ${describeScore(attempt.score)}` : '';
    print(`attempt     ${attempt.attemptId}  ${attempt.vendorStatus ?? attempt.state}${score}`);
  }
  print('history');
  for (const { at, text } of record.history) print(`  ${iso(at)}  ${text}`);
  return 0;
}

function linesOf({ acknowledged, inFlight, trying, failed }: DeliveryState, record: InterviewRecord): string[] {
  const lines: string[] = [];
  if (acknowledged) lines.push(`  has       ${acknowledged.label} since ${iso(acknowledged.at)}`);
  if (inFlight)
    lines.push(`  uncertain since ${iso(inFlight.since)}: Workable may have taken a try that had no answer`);
  if (trying) {
    const { tries, nextAt, answer } = trying;
    lines.push(`  tries     ${tries}, last answer ${describeAnswer(answer)}, next at ${iso(nextAt)}`);
  }
  if (failed) {
    const { at, answer, dismissedAt } = failed;
    lines.push(`  failed    at ${iso(at)}, answer ${describeAnswer(answer)} ${wordsOf(answer, record)}`.trimEnd());
    if (dismissedAt !== undefined) lines.push(`  dismissed at ${iso(dismissedAt)}`);
  }
  return lines;
}

/** `bridge history` */
export async function listHistory({ accounts, storage, filters, print }: OperatorParts): Promise<number> {
  const lines = await Promise.all(
    chosenAccounts(accounts, filters.account).map(async ({ name }) =>
      (await storage.history.list(name)).map((line) => ({ name, ...line })),
    ),
  );
  const all = lines.flat().sort((a, b) => a.at - b.at);
  for (const { at, name, text } of all) print(`${iso(at)}  ${name}  ${text}`);
  print(all.length === 0 ? 'none' : `${all.length} in all`);
  return 0;
}

/** The vendor's words of it are fit to be shown already. */
function failureOf({ invitation }: InterviewRecord): string {
  return 'failure' in invitation ? `, at ${iso(invitation.at)}: ${invitation.failure.message}` : '';
}

/** Workable's, without what it repeats of the candidate. */
export function wordsOf({ text = '' }: Answer, { candidate }: InterviewRecord): string {
  const { firstName = '', lastName = '', phone = '' } = candidate;
  return presentable(text, { names: [firstName, lastName, phone] });
}
