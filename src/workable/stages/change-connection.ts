import { Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { type ConnectionRecord, dueAtOf, newConnection } from './connection.ts';
import type { ConnectionStore } from './parts.ts';

export type ChangeParts = {
  connections: Pick<ConnectionStore, 'idOf' | 'read' | 'save' | 'add'>;
  now: () => number;
  wakeUp: (id: string) => void;
};

/**
 * Changes how an account stands at Workable on command, whichever process works on it meanwhile. Every process follows with its
 * next piece of work. `to` is called again where the record has changed; what it throws ends the change.
 */
export async function changeConnection(
  { connections, now, wakeUp }: ChangeParts,
  account: string,
  to: (record: ConnectionRecord) => ConnectionRecord,
): Promise<ConnectionRecord> {
  const id = connections.idOf(account);
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const current = await connections.read(id);
    if (!current) {
      await connections.add(newConnection({ id, account }, now()), { dueAt: now() });
      continue;
    }
    const record = to(current.record);
    if (record === current.record) return record;
    const saved = await connections.save(record, current.version, { dueAt: dueAtOf(record) });
    if (saved.outcome !== 'saved') continue;
    wakeUp(id);
    return record;
  }
  throw tooBusy();
}

/**
 * Notes something in the record of an account's connection, whichever process works on it meanwhile. `to` is called again
 * where the record has changed since; undefined leaves it as it is. Resolves to whether it was changed.
 */
export async function noteInConnection(
  connections: Pick<ConnectionStore, 'idOf' | 'read' | 'save'>,
  account: string,
  to: (record: ConnectionRecord) => ConnectionRecord | undefined,
): Promise<boolean> {
  const id = connections.idOf(account);
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const current = await connections.read(id);
    const record = current && to(current.record);
    if (!current || !record) return false;
    const saved = await connections.save(record, current.version, { dueAt: dueAtOf(record) });
    if (saved.outcome === 'saved') return true;
  }
  throw tooBusy();
}

function tooBusy(): Failure {
  return new Failure('busy', 'The connection changes all the time');
}
