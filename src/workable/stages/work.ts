import { hash } from 'node:crypto';
import { budgets, endsInLease } from '../../interviews/budgets.ts';
import type { Leased } from '../../records.ts';
import { SpiError } from '../api/spi-error.ts';
import { backFill } from './back-fill.ts';
import { noteTriggers, takeBaseline } from './baseline.ts';
import { compareStages } from './compare.ts';
import { type ConnectionRecord, nextTaskOf, type Task, withTaskFailed } from './connection.ts';
import {
  type CallTurn,
  type ConnectionTurn,
  keep,
  LeaseLost,
  SettingsChanged,
  type TaskWork,
} from './connection-turn.ts';
import { discover } from './discover.ts';
import { identify } from './identify.ts';
import type { ConnectedAccount, ConnectionParts } from './parts.ts';
import { poll } from './poll.ts';
import { subscribe } from './subscribe.ts';

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
  account.connected.follow(record);
  try {
    await noteTriggers(parts, turn);
    await hastenChanged(parts, turn);
    for (let task = nextTaskOf(record, parts.now()); task; task = nextTaskOf(turn.record, parts.now())) {
      await doPiece(parts, turn, task);
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

/** A piece that Workable does not answer is done later. */
async function doPiece(parts: ConnectionParts, turn: ConnectionTurn, task: Task): Promise<void> {
  const { now, monotonic, within } = parts;
  const call: CallTurn = (priority, ask) => within(budgets.read, ({ signal }) => ask({ priority, signal }));
  if (!endsInLease(budgets.read, monotonic() - turn.leasedAt)) await keep(parts, turn, (each) => each);
  try {
    await works[task](parts, turn, call);
  } catch (error) {
    if (!(error instanceof SpiError)) throw error;
    const { retryAt, message } = error;
    const failed = { now: now(), problem: problemOf(error), retryAt };
    parts.emit({ event: 'connection', outcome: 'failed', account: turn.account.name, detail: `${task}: ${message}` });
    // Of a 401 the client has said so: who the token belongs to is asked before it counts as refused.
    await keep(parts, turn, (each) => withTaskFailed(each, task, failed));
  }
}

function problemOf({ kind, message, text }: SpiError): string {
  return `${kind}: ${message}${text === undefined ? '' : `, ${text}`}`;
}

/** What stands for a token in what is stored. */
export function credentialOf(token: string): string {
  return digestOf(token);
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
