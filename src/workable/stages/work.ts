import { hash } from 'node:crypto';
import { Failure } from '../../errors.ts';
import { budgets, endsInLease, leaseMs } from '../../interviews/budgets.ts';
import { limits } from '../../limits.ts';
import type { Leased } from '../../records.ts';
import type { Turn } from '../api/limiter.ts';
import { SpiError } from '../api/spi-error.ts';
import { backFill } from './back-fill.ts';
import { noteTriggers, takeBaseline } from './baseline.ts';
import { compareStages } from './compare.ts';
import { type ConnectionRecord, dueAtOf, nextTaskOf, type Task, withTaskFailed } from './connection.ts';
import { discover } from './discover.ts';
import { identify } from './identify.ts';
import type { ConnectedAccount, ConnectionParts } from './parts.ts';
import { poll } from './poll.ts';
import { subscribe } from './subscribe.ts';

/** The connection of one account while this process leases it. */
export type ConnectionTurn = Pick<Leased<ConnectionRecord>, 'record' | 'version' | 'lease'> & {
  readonly account: ConnectedAccount;
  leasedAt: number;
};

/** One piece of a task: a call or two, and what came of it saved. */
export type TaskWork = (parts: ConnectionParts, turn: ConnectionTurn, call: CallTurn) => Promise<void>;
/** A turn among the requests to Workable that ends in time. */
export type CallTurn = <Result>(priority: Turn['priority'], call: (turn: Turn) => Promise<Result>) => Promise<Result>;

const works: Readonly<Record<Task, TaskWork>> = {
  identify,
  subscribe,
  baseline: takeBaseline,
  poll,
  compare: compareStages,
  'back-fill': backFill,
  discover,
};

/** Does what is due of an account at Workable, piece by piece, each saved under the lease. */
export async function workOnConnection(
  parts: ConnectionParts,
  account: ConnectedAccount,
  { record, version, lease }: Leased<ConnectionRecord>,
  leasedAt: number,
): Promise<void> {
  const turn: ConnectionTurn = { account, record, version, lease, leasedAt };
  if (record.subdomain !== undefined) account.connected.useSubdomain(record.subdomain);
  try {
    await noteTriggers(parts, turn);
    await hastenChanged(parts, turn);
    for (let task = nextTaskOf(record, parts.now()); task; task = nextTaskOf(turn.record, parts.now())) {
      if (!(await doPiece(parts, turn, task))) return;
    }
    await keep(parts, turn, (each) => each, 0);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    await parts.connections.release(lease).catch(() => undefined);
    if (!(error instanceof SettingsChanged)) throw error;
    // What is wanted of the new settings is due.
    parts.wakeUp(record.id);
  }
}

/** By another member, or by other triggers, it may be time to invite: who waits is looked at. */
async function hastenChanged(parts: ConnectionParts, turn: ConnectionTurn): Promise<void> {
  const { member, triggersWith } = turn.account.connected;
  const followed = digestOf(JSON.stringify([member, triggersWith(turn.record).all()]));
  if (turn.record.followed === followed) return;
  await parts.hastenInvitations(turn.account.name);
  await keep(parts, turn, (record) => ({ ...record, followed }));
}

/** False where the lease does not last for another piece. */
async function doPiece(parts: ConnectionParts, turn: ConnectionTurn, task: Task): Promise<boolean> {
  const { now, monotonic, within } = parts;
  const call: CallTurn = (priority, ask) => within(budgets.read, ({ signal }) => ask({ priority, signal }));
  if (!endsInLease(budgets.read, monotonic() - turn.leasedAt)) await keep(parts, turn, (each) => each);
  try {
    await works[task](parts, turn, call);
    return true;
  } catch (error) {
    if (!(error instanceof SpiError)) throw error;
    const { retryAt, message } = error;
    const failed = { now: now(), problem: problemOf(error), retryAt };
    parts.emit({ event: 'connection', outcome: 'failed', account: turn.account.name, detail: `${task}: ${message}` });
    // Of a 401 the client has said so: who the token belongs to is asked before it counts as refused.
    await keep(parts, turn, (each) => withTaskFailed(each, task, failed));
    return true;
  }
}

function problemOf({ kind, message, text }: SpiError): string {
  return `${kind}: ${message}${text === undefined ? '' : `, ${text}`}`;
}

class LeaseLost extends Error {}
/** What was done with the old ones must not count as done. */
class SettingsChanged extends Error {}

/** Saves a change under the lease, which lasts for `ms` from then on; 0 releases it. Throws where the lease is over. */
export async function keep(
  { connections, monotonic, isCurrent }: Pick<ConnectionParts, 'connections' | 'monotonic' | 'isCurrent'>,
  turn: ConnectionTurn,
  to: (record: ConnectionRecord) => ConnectionRecord,
  ms = leaseMs,
): Promise<void> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    if (!isCurrent(turn.account)) throw new SettingsChanged();
    const record = to(turn.record);
    const savingAt = monotonic();
    const saved = await connections.save(
      record,
      turn.version,
      { dueAt: dueAtOf(record) },
      { under: { ms, ...turn.lease } },
    );
    if (saved.outcome === 'lost') throw new LeaseLost();
    if (saved.outcome === 'saved') {
      Object.assign(turn, { record, version: turn.version + 1, leasedAt: savingAt });
      return;
    }
    const current = await connections.read(record.id);
    if (!current) throw new LeaseLost();
    Object.assign(turn, current);
  }
  throw new Failure('busy', 'The connection changes all the time');
}

/** What stands for a token in what is stored. */
export function credentialOf(token: string): string {
  return digestOf(token);
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
