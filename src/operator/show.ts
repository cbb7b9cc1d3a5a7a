import { describeAnswer } from '../interviews/history.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { describeScore } from '../interviews/score.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { deliveryStateOf } from './select.ts';

/** `bridge show <id>`: the whole history of one interview, without personal data. */
export async function showInterview(parts: OperatorParts): Promise<number> {
  const { accounts, storage, print, printError, now, positionals } = parts;
  const [id] = positionals;
  if (id === undefined) throw new UsageError('Say which: bridge show <id>');
  const found = await storage.interviews.read(id);
  const account = accounts.find(({ name }) => name === found?.record.account);
  if (!found || !account) {
    printError(`There is no interview ${id}`);
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
  if (await storage.replays.isWaiting(account.name, id)) print('  replay    queued');
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
  if (inFlight) {
    lines.push(
      `  in flight since ${iso(inFlight.since)}: outcome unknown, Workable may have taken a try that had no answer`,
    );
  }
  if (trying) {
    const { tries, nextAt, answer } = trying;
    const last = answer.status === undefined ? 'the last without answer:' : 'last answer';
    lines.push(`  tries     ${tries}, ${last} ${describeAnswer(answer)}, next at ${iso(nextAt)}`);
  }
  if (failed) {
    const { at, answer, dismissedAt } = failed;
    lines.push(`  failed    at ${iso(at)}, answer ${describeAnswer(answer)} ${answerText(answer, record)}`.trimEnd());
    if (dismissedAt !== undefined) lines.push(`  dismissed at ${iso(dismissedAt)}`);
  }
  return lines;
}

/** The vendor's message is already presentable. */
function failureOf({ invitation }: InterviewRecord): string {
  return 'failure' in invitation ? `, at ${iso(invitation.at)}: ${invitation.failure.message}` : '';
}
