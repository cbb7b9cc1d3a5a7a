import { clockTime } from '../interviews/clock-time.ts';
import { defaultRate, deliver, enqueue } from './actions/deliver.ts';
import { isMissing, missingText, namedWithDeliveries } from './actions/named.ts';
import type { BridgeCommand } from './cli/command.ts';
import { dryRun } from './dry-run.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { hasStageDoor } from './queries/application-context.ts';
import { selectAsAsked } from './select.ts';
import { idFieldOf, type Selected } from './selected.ts';
import { stateWord } from './state-cell.ts';

export const replayCommand: BridgeCommand = {
  name: 'replay',
  group: 'Deliveries',
  summary: 'deliver results and timeline entries again; what Workable already has is not sent',
  details: `Ids are replayed at once. Those that match --all or filters join a queue, from which the workers send ${defaultRate} a second, or --rate. They are failed deliveries only, of interviews and applications, unless --state says otherwise: then interviews alone.`,
  args: [{ name: '[id…]', does: 'ids of interviews or applications' }],
  options: ['all', 'account', 'state', 'since', 'until', 'rate', 'dryRun', 'json'],
  examples: [
    ['bridge replay default_Ey-ttVNKQuqbvZcTOOuHYA', 'deliver this one now'],
    ['bridge replay --all --dry-run', 'print what all failed deliveries would change'],
    ['bridge replay --account acme --since 2026-01-31 --rate 10', 'those of one account that failed since, faster'],
    ['bridge replay --state refused', 'those that Workable answered 409 to'],
  ],
  needs: 'bridge',
  run: replay,
};

/** Idempotent: what Workable already has is not sent. */
async function replay(parts: OperatorParts): Promise<number> {
  const { accounts, args, options, printError } = parts;
  const { account, state, since, until, all = false, rate, dryRun: isDryRun = false } = options;
  const isMany = all || [account, state, since, until].some((given) => given !== undefined);
  if (args.length === 0 && !isMany) throw new UsageError('Say which: one or more ids, --all, or filters');
  if (args.length > 0 && isMany) throw new UsageError('Say either ids, or --all and filters');
  if (rate !== undefined && !isMany) throw new UsageError('--rate is for --all and filters: ids are replayed at once');

  const missing: string[] = [];
  if (isMany && kindOf(state) === 'all' && accounts.some(hasStageDoor)) {
    printError('Interviews alone: of applications only failed entries are replayed together; others by their ids');
  }
  const chosen = isMany ? selectAsAsked(parts, kindOf(state), missing) : chosenByName(parts, missing);
  if (isDryRun) await dryRun(parts, chosen);
  else if (isMany) await enqueueAll(parts, chosen, rate);
  else await replayAtOnce(parts, chosen);
  return missing.length === 0 ? 0 : 1;
}

/** Failed deliveries have a separate index. */
function kindOf(state: string | undefined): 'all' | 'failed' {
  return state === undefined || state === 'failed' ? 'failed' : 'all';
}

async function* chosenByName(parts: OperatorParts, missing: string[]): AsyncGenerator<Selected[]> {
  const { args, printError } = parts;
  for (const id of args) {
    const found = await namedWithDeliveries(parts, id);
    if (isMissing(found)) {
      printError(missingText(id, found));
      missing.push(id);
    } else yield [found];
  }
}

async function replayAtOnce(parts: OperatorParts, chosen: AsyncGenerator<Selected[]>): Promise<void> {
  const { print, printJson } = parts;
  let count = 0;
  await deliver(parts, chosen, (selected, result) => {
    if (result.outcome === 'nothing-to-do') {
      print(`${selected.record.id}  nothing to do: ${result.reason}`);
      printJson({
        ...idFieldOf(selected.record.id),
        outcome: 'nothing-to-do',
        state: stateWord(selected, parts.now()),
      });
    } else {
      printJson({ ...idFieldOf(selected.record.id), outcome: 'queued' });
      count += 1;
    }
  });
  if (count > 0) print(count === 1 ? '1 delivery queued' : `${count} deliveries queued`);
}

async function enqueueAll(parts: OperatorParts, chosen: AsyncGenerator<Selected[]>, rate?: number): Promise<void> {
  const { print, printJson } = parts;
  const { queues, skipped } = await enqueue(parts, chosen, rate);
  for (const { account, joined, waited, waiting, ratePerSecond } of queues) {
    const already = waited > 0 ? `, ${waited} were already queued` : '';
    const within = clockTime(Math.ceil(waiting / ratePerSecond));
    print(`${account}: ${joined} queued${already}; the last goes out in ${within}, at ${ratePerSecond} a second`);
    printJson({ account, queued: joined, already_queued: waited, waiting, rate_per_second: ratePerSecond });
  }
  if (skipped > 0) print(`${skipped} skipped: Workable is up to date`);
  if (queues.length === 0 && skipped === 0) print('none');
}
