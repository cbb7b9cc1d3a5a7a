import { attemptsOf, type InterviewRecord, invitationMail } from '../interviews/record.ts';
import { describeScore } from '../interviews/score.ts';
import { kindOf } from '../store/ids.ts';
import type { BridgeCommand } from './cli/command.ts';
import { deliveryLines } from './delivery-lines.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { type InterviewView, openViews } from './queries/interview-view.ts';
import { deliveryStateOf } from './selected.ts';
import { interviewData, type Stood } from './show-data.ts';
import { showApplication } from './stage/show-application.ts';
import { stateCell } from './state-cell.ts';

export const showCommand: BridgeCommand = {
  name: 'show',
  group: 'See',
  summary: 'print one interview or application with its whole history, without personal data',
  args: [{ name: '<id>', does: 'an id, as "bridge interviews", "bridge applications" and "bridge failed" list them' }],
  options: ['json'],
  examples: [
    ['bridge show default_Ey-ttVNKQuqbvZcTOOuHYA', 'all that happened to it'],
    ['bridge show default_Ey-ttVNKQuqbvZcTOOuHYA --json | jq .history', 'its history, for a program'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: showInterview,
};

async function showInterview(parts: OperatorParts): Promise<number> {
  const { accounts, storage, printError, printJson, args } = parts;
  const [id = ''] = args;
  if (kindOf(id) === 'application') return showApplication(parts, id);
  const found = await storage.interviews.read(id);
  const account = accounts.find(({ name }) => name === found?.record.account);
  if (!found || !account) {
    printError(`There is no ${kindOf(id) === 'interview' ? 'interview' : 'interview or application'} ${id}`);
    return 1;
  }
  const { record } = found;
  const view = await openViews(parts)(record, account);
  const delivery = deliveryStateOf(record, account, parts.now());
  const isQueued = await storage.replays.isWaiting(account.name, id);
  printRecord(record, { ...view, delivery, isQueued }, parts);
  printJson(interviewData(record, { ...view, delivery, isQueued }));
  return 0;
}

function printRecord(
  record: InterviewRecord,
  { state, reason, next, delivery: standing, isQueued }: Stood,
  { print }: Pick<OperatorParts, 'print'>,
): void {
  print(`interview   ${record.id}`);
  print(`account     ${record.account}`);
  print(`template    ${record.templateId}`);
  print(`invitation  ${record.invitation.state}${failureOf(record)}`);
  print(`concluded   ${record.concluded ? `${record.concluded.status} at ${iso(record.concluded.at)}` : 'not yet'}`);
  print(['state       ', stateCell(state), `: ${reason}`]);
  if (next) print(`next        ${nextWords[next.what]} at ${next.at}`);
  print(['delivery    ', stateCell(standing)]);
  for (const [key, delivery] of Object.entries(record.deliveries)) {
    for (const line of deliveryLines(delivery, record, key === invitationMail ? 'the mail server' : 'Workable')) {
      print(line);
    }
  }
  if (isQueued) print('  replay    queued');
  for (const attempt of attemptsOf(record)) {
    const score = attempt.score ? `, score ${describeScore(attempt.score)}` : '';
    print(`attempt     ${attempt.attemptId}  ${attempt.vendorStatus ?? attempt.state}${score}`);
  }
  print('history');
  for (const { at, text } of record.history) print(`  ${iso(at)}  ${text}`);
}

/** What the bridge does by itself. */
const nextWords: Readonly<Record<NonNullable<InterviewView['next']>['what'], string>> = {
  invite: 'the vendor is asked to invite',
  mail: 'the invitation is mailed',
  deliver: 'the result is sent',
  ask: 'the vendor is asked for it',
  cancel: 'the vendor is asked to end it',
  conclude: 'it ends, unless something comes',
  erase: 'it is erased',
};

/** The vendor's message is already presentable. */
function failureOf({ invitation }: InterviewRecord): string {
  return 'failure' in invitation ? `, at ${iso(invitation.at)}: ${invitation.failure.message}` : '';
}
