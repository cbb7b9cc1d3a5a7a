import { clockTime } from '../interviews/clock-time.ts';
import { replay as replayInterview } from '../interviews/replay.ts';
import type { BridgeCommand } from './cli/command.ts';
import { dryRun } from './dry-run.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { readRecord } from './read-record.ts';
import { type DeliveryStateName, deliveryStateOf, type Selected, select } from './select.ts';
import { summaryOfIds } from './summary-of-ids.ts';

/**
 * Four fifths of the rate limit that Workable documents (50 requests in 10 s), so that it leaves room for new results.
 */
const defaultRate = 4;

export const replayCommand: BridgeCommand = {
  name: 'replay',
  group: 'Deliveries',
  summary: 'deliver results again; what Workable already has is not sent',
  details: `Ids are replayed at once. Those that match --all or filters join a queue, from which the workers send ${defaultRate} a second, or --rate. They are failed deliveries only, unless --state says otherwise.`,
  args: [{ name: '[id…]', does: 'ids of interviews' }],
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
  const { args, options } = parts;
  const { account, state, since, until, all = false, rate, dryRun: isDryRun = false } = options;
  const isMany = all || [account, state, since, until].some((given) => given !== undefined);
  if (args.length === 0 && !isMany) throw new UsageError('Say which: one or more ids, --all, or filters');
  if (args.length > 0 && isMany) throw new UsageError('Say either ids, or --all and filters');
  if (rate !== undefined && !isMany) throw new UsageError('--rate is for --all and filters: ids are replayed at once');

  const missing: string[] = [];
  const chosen = isMany ? select(parts, kindOf(state), missing) : named(parts, missing);
  if (isDryRun) await dryRun(parts, chosen);
  else if (isMany) await enqueue(parts, chosen, rate);
  else await replayAtOnce(parts, chosen);
  return missing.length === 0 ? 0 : 1;
}

/** Failed deliveries have a separate index. */
function kindOf(state: string | undefined): 'all' | 'failed' {
  return state === undefined || state === 'failed' ? 'failed' : 'all';
}

async function* named({ accounts, storage, args, now, printError }: OperatorParts, missing: string[]) {
  for (const id of args) {
    let problem: string | undefined;
    const record = await readRecord(storage, id, (why) => {
      problem = why;
    });
    const account = accounts.find(({ name }) => name === record?.account);
    if (record && account) yield [{ record, account, state: deliveryStateOf(record, account, now()), at: now() }];
    else {
      printError(problem === undefined ? `There is no interview ${id}` : `Interview ${id} cannot be read: ${problem}`);
      missing.push(id);
    }
  }
}

const reasonsToSkip: Partial<Record<DeliveryStateName, string>> = {
  acknowledged: 'Workable is up to date',
  open: 'it has no result yet',
  not_invited: 'nobody is invited',
};

async function replayAtOnce(
  { storage, wakeUps, print, printJson, now }: OperatorParts,
  chosen: AsyncGenerator<Selected[]>,
) {
  const done = new Map<string, string[]>();
  try {
    for await (const several of chosen) {
      for (const { record, account, state } of several) {
        const reason = reasonsToSkip[state];
        if (reason !== undefined) {
          print(`${record.id}  nothing to do: ${reason}`);
          printJson({ interview_id: record.id, outcome: 'nothing-to-do', state });
          continue;
        }
        await storage.schedule.endTokenWait(account.name, now());
        if (!(await replayInterview({ store: storage.interviews, now }, account, record.id))) continue;
        wakeUps.send(record.id);
        printJson({ interview_id: record.id, outcome: 'queued' });
        done.set(account.name, [...(done.get(account.name) ?? []), record.id]);
      }
    }
  } finally {
    for (const [account, ids] of done) {
      await storage.history.add(account, { at: now(), text: `replayed deliveries: ${summaryOfIds(ids)}` });
    }
  }
  const { length } = [...done.values()].flat();
  if (length > 0) print(length === 1 ? '1 delivery queued' : `${length} deliveries queued`);
}

async function enqueue(parts: OperatorParts, chosen: AsyncGenerator<Selected[]>, rate?: number) {
  const { storage, print, printJson, now } = parts;
  const queues = new Map<string, { joined: number; waited: number; waiting: number; ratePerSecond: number }>();
  let skipped = 0;
  for await (const several of chosen) {
    const wanting = several.filter(({ state }) => reasonsToSkip[state] === undefined);
    skipped += several.length - wanting.length;
    const account = wanting[0]?.account.name;
    if (account === undefined) continue;
    const queue = queues.get(account);
    if (!queue) await storage.schedule.endTokenWait(account, now());
    const entries = wanting.map(({ record, at }) => ({ id: record.id, at }));
    const { added, ...rest } = await storage.replays.join(account, entries, rate, defaultRate);
    const waited = (queue?.waited ?? 0) + entries.length - added;
    queues.set(account, { joined: (queue?.joined ?? 0) + added, waited, ...rest });
  }
  for (const [account, { joined, waited, waiting, ratePerSecond }] of queues) {
    const already = waited > 0 ? `, ${waited} were already queued` : '';
    const within = clockTime(Math.ceil(waiting / ratePerSecond));
    await storage.history.add(account, { at: now(), text: `queued deliveries for replay: ${joined}` });
    print(`${account}: ${joined} queued${already}; the last goes out in ${within}, at ${ratePerSecond} a second`);
    printJson({ account, queued: joined, already_queued: waited, waiting, rate_per_second: ratePerSecond });
  }
  if (skipped > 0) print(`${skipped} skipped: Workable is up to date`);
  if (queues.size === 0 && skipped === 0) print('none');
}
