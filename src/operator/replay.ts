import { clockTime } from '../interviews/clock-time.ts';
import { replay as replayInterview } from '../interviews/replay.ts';
import { dryRun } from './dry-run.ts';
import { naming } from './naming.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { type DeliveryStateName, deliveryStateOf, type Selected, select } from './select.ts';

/**
 * Four fifths of what Workable documents (50 requests in 10 s), so that results which come meanwhile need not wait for the
 * limit to pass.
 */
const defaultRate = 4;
const highestRate = 1000;

/**
 * `bridge replay`: those named by id at once; those that filters name get in line, which the workers send at a pace.
 * Replaying what is already right sends nothing.
 */
export async function replay(parts: OperatorParts): Promise<number> {
  const { positionals, filters } = parts;
  const hasFilter = [filters.account, filters.state, filters.since, filters.until].some((given) => given !== undefined);
  const isMany = hasFilter || filters.all === true;
  if (positionals.length === 0 && !isMany) throw new Misuse('Say which: one or more ids, --all, or filters');
  if (positionals.length > 0 && isMany) throw new Misuse('Say either ids, or --all and filters');
  const rate = rateOf(filters.rate);
  if (rate !== undefined && !isMany) throw new Misuse('--rate is for --all and filters: ids are replayed at once');

  const missing: string[] = [];
  const chosen = isMany ? select(parts, kindOf(filters.state), missing) : named(parts, missing);
  if (filters['dry-run']) await dryRun(parts, chosen);
  else if (isMany) await lineUp(parts, chosen, rate);
  else await replayAtOnce(parts, chosen);
  return missing.length === 0 ? 0 : 1;
}

/** A line for nothing but failures is read from their index alone. */
function kindOf(state: string | undefined): 'all' | 'failed' {
  return state === undefined || state === 'failed' ? 'failed' : 'all';
}

function rateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rate = Number(text);
  if (rate > 0 && rate <= highestRate) return rate;
  throw new Misuse(`--rate should be a number of deliveries per second, ${highestRate} at most`);
}

async function* named({ accounts, storage, positionals, now, complain }: OperatorParts, missing: string[]) {
  for (const id of positionals) {
    let fault: string | undefined;
    const record = await readRecord(storage, id, (why) => {
      fault = why;
    });
    const account = accounts.find(({ name }) => name === record?.account);
    if (record && account) yield [{ record, account, state: deliveryStateOf(record, account, now()), at: now() }];
    else {
      complain(fault === undefined ? `There is no interview ${id}` : `Interview ${id} cannot be read: ${fault}`);
      missing.push(id);
    }
  }
}

const reasonsForNothing: Partial<Record<DeliveryStateName, string>> = {
  acknowledged: 'Workable has all there is',
  open: 'it has no result yet',
};

async function replayAtOnce({ storage, wakeUps, print, now }: OperatorParts, chosen: AsyncGenerator<Selected[]>) {
  const done = new Map<string, string[]>();
  try {
    for await (const several of chosen) {
      for (const { record, account, state } of several) {
        const reason = reasonsForNothing[state];
        if (reason !== undefined) {
          print(`${record.id}  nothing to do: ${reason}`);
          continue;
        }
        await storage.agenda.endTokenWait(account.name, now());
        if (!(await replayInterview({ store: storage.interviews, now }, account, record.id))) continue;
        wakeUps.send(record.id);
        done.set(account.name, [...(done.get(account.name) ?? []), record.id]);
      }
    }
  } finally {
    for (const [account, ids] of done) {
      await storage.history.add(account, { at: now(), text: `replayed deliveries: ${naming(ids)}` });
    }
  }
  const { length } = [...done.values()].flat();
  if (length > 0) print(length === 1 ? '1 delivery queued' : `${length} deliveries queued`);
}

async function lineUp({ storage, print, now }: OperatorParts, chosen: AsyncGenerator<Selected[]>, rate?: number) {
  const lines = new Map<string, { joined: number; waited: number; waiting: number; ratePerSecond: number }>();
  let right = 0;
  for await (const several of chosen) {
    const wanting = several.filter(({ state }) => reasonsForNothing[state] === undefined);
    right += several.length - wanting.length;
    const account = wanting[0]?.account.name;
    if (account === undefined) continue;
    const line = lines.get(account);
    if (!line) await storage.agenda.endTokenWait(account, now());
    const entries = wanting.map(({ record, at }) => ({ id: record.id, at }));
    const { added, ...rest } = await storage.replays.join(account, entries, rate, defaultRate);
    const waited = (line?.waited ?? 0) + entries.length - added;
    lines.set(account, { joined: (line?.joined ?? 0) + added, waited, ...rest });
  }
  for (const [account, { joined, waited, waiting, ratePerSecond }] of lines) {
    const already = waited > 0 ? `, ${waited} were in line already` : '';
    const within = clockTime(Math.ceil(waiting / ratePerSecond));
    await storage.history.add(account, { at: now(), text: `put deliveries in line for replay: ${joined}` });
    print(`${account}: ${joined} put in line${already}; the last goes out in ${within}, at ${ratePerSecond} a second`);
  }
  if (right > 0) print(`${right} passed over: Workable has all there is`);
  if (lines.size === 0 && right === 0) print('none');
}
