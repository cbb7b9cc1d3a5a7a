import { Failure } from '../../errors.ts';
import { leaseMs } from '../../interviews/budgets.ts';
import { limits } from '../../limits.ts';
import type { Leased } from '../../records.ts';
import type { Turn } from '../api/limiter.ts';
import { type ConnectionRecord, dueAtOf } from './connection.ts';
import type { ConnectedAccount, ConnectionParts } from './parts.ts';

/** The connection of one account while this process leases it. */
export type ConnectionTurn = Pick<Leased<ConnectionRecord>, 'record' | 'version' | 'lease'> & {
  readonly account: ConnectedAccount;
  leasedAt: number;
};

/** One piece of a task: a call or two, and what came of it saved. */
export type TaskWork = (parts: ConnectionParts, turn: ConnectionTurn, call: CallTurn) => Promise<void>;
/** A turn among the requests to Workable that ends in time. */
export type CallTurn = <Result>(priority: Turn['priority'], call: (turn: Turn) => Promise<Result>) => Promise<Result>;

export class LeaseLost extends Error {}
/** What was done with the old ones must not count as done. */
export class SettingsChanged extends Error {}

/** Saves a change under the lease, which lasts for `ms` from then on; 0 releases it. Throws where the lease is over. */
export async function keep(
  { connections, monotonic, isCurrent }: Pick<ConnectionParts, 'connections' | 'monotonic' | 'isCurrent'>,
  turn: ConnectionTurn,
  to: (record: ConnectionRecord) => ConnectionRecord,
  ms = leaseMs,
): Promise<void> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    if (!isCurrent(turn.account)) throw new SettingsChanged();
    const record = withClock(to(turn.record), turn.account);
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

/** Noted with everything else: processes that have not asked Workable yet, or never do, go by it. */
function withClock(record: ConnectionRecord, { connected: { clock } }: ConnectedAccount): ConnectionRecord {
  if (!clock.isKnown()) return record;
  const { aheadMs: _, ...rest } = record;
  const aheadMs = clock.aheadMs();
  return aheadMs === 0 ? rest : { ...rest, aheadMs };
}
