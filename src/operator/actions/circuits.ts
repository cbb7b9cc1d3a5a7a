import { tryApplicationNow } from '../../applications/replay.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { tryNow } from '../../interviews/try-now.ts';
import { isWaiting, type OpenCircuit } from '../../outbox/circuits.ts';
import { kindOf } from '../../store/ids.ts';
import type { BridgeParts } from '../parts.ts';
import { unlessUnreadable } from '../read-record.ts';

/** `waiting`: for the next try of each; or, once closed, for nothing. */
export type Closed =
  | { outcome: 'not-open'; waiting: number }
  | { outcome: 'closed'; waiting: number; open: readonly OpenCircuit[] };

/**
 * Where a circuit of the account is open, sends its waiting deliveries now, those that wait for a try included.
 * `circuit`: that one alone.
 */
export async function closeCircuits(parts: BridgeParts, account: BridgeAccount, circuit?: string): Promise<Closed> {
  const { storage, now, audit } = parts;
  const { name } = account;
  const of = circuit === undefined ? undefined : [circuit];
  const open = (await storage.schedule.pausesOf(name, of)).filter(({ pause }) => isWaiting(pause, now()));
  if (open.length === 0) {
    const { length } = await storage.schedule.waitingForTry(name, now(), of);
    return { outcome: 'not-open', waiting: length };
  }
  // In this order it is idempotent: after an interruption it can be repeated.
  await makeDue(account, parts, circuit);
  await storage.schedule.closeCircuits(name, now(), of);
  await audit({ account: name, did: 'closed the circuit', ...(circuit === undefined ? {} : { detail: circuit }) });
  const { all } = await storage.schedule.outbox(name, now(), 1, of);
  return { outcome: 'closed', waiting: all, open };
}

/** Where the circuit is open, lets one delivery out now: its answer shows whether the others may follow. */
export async function probeCircuit(
  { storage, now, audit }: BridgeParts,
  { name }: BridgeAccount,
  circuit: string,
): Promise<{ outcome: 'probed' | 'not-open'; waiting: number }> {
  const isOpen = await storage.schedule.probeNow(name, circuit, now());
  if (isOpen) await audit({ account: name, did: 'probed the circuit', detail: circuit });
  const { all } = await storage.schedule.outbox(name, now(), 1, [circuit]);
  return { outcome: isOpen ? 'probed' : 'not-open', waiting: all };
}

const batchSize = 50;

async function makeDue(account: BridgeAccount, parts: BridgeParts, circuit?: string): Promise<void> {
  const { storage, now } = parts;
  const ids = await storage.schedule.waitingForTry(account.name, now(), circuit === undefined ? undefined : [circuit]);
  for (let i = 0; i < ids.length; i += batchSize) {
    const several = ids.slice(i, i + batchSize);
    await Promise.all(several.map((id) => makeOneDue(parts, account, id, circuit).catch(unlessUnreadable)));
  }
}

async function makeOneDue(
  { storage, now, wakeUps }: BridgeParts,
  account: BridgeAccount,
  id: string,
  circuit?: string,
): Promise<void> {
  const event = 'next try made due by an operator';
  if (kindOf(id) === 'application') {
    await tryApplicationNow({ applications: storage.applications, now, wakeUp: wakeUps.send }, id, event);
  } else {
    const of = circuit === undefined ? {} : { circuit };
    await tryNow({ store: storage.interviews, now }, account, id, { ...of, event });
  }
}
