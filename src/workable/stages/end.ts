import type { ApplicationStore } from '../../applications/ports.ts';
import { budgets, type Within } from '../../interviews/budgets.ts';
import type { Versioned } from '../../records.ts';
import { SpiError } from '../api/spi-error.ts';
import type { ConnectionRecord } from './connection.ts';
import type { Connected, ConnectionStore } from './parts.ts';
import { oursOf } from './subscriptions.ts';

type Parts = {
  connections: Pick<ConnectionStore, 'idOf' | 'read' | 'erase'>;
  applications: Pick<ApplicationStore, 'read' | 'erase'>;
  /** All applications of an account, in pages. */
  applicationIds: (account: string) => AsyncIterable<readonly string[]>;
  within: Within;
};

/** What Workable does not let the bridge remove stays there: it is answered 200, and nothing is done. */
const lasting: readonly SpiError['kind'][] = ['token', 'forbidden', 'gone', 'invalid', 'refused'];

/**
 * Takes the stage door of an account away: its subscriptions at Workable first, then what is stored of it. `connected`
 * is absent where the settings of the account are wrong, `isUrgent` where Workable has not answered for long: then the
 * subscriptions stay. Throws SpiError where Workable may answer later, and Failure without Redis.
 */
export async function endStageDoor(
  parts: Parts,
  account: string,
  { connected, isUrgent }: { connected: Connected | undefined; isUrgent: boolean },
): Promise<void> {
  const { connections, applications } = parts;
  const connection = await connections.read(connections.idOf(account));
  if (connection && connected && !isUrgent) await unsubscribeAll(parts, connection.record, connected);
  for await (const ids of parts.applicationIds(account)) {
    for (const id of ids)
      await eraseAny(
        (version) => applications.erase({ id }, version),
        () => applications.read(id),
      );
  }
  if (!connection) return;
  const { id } = connection.record;
  await eraseAny(
    (version) => connections.erase({ id }, version),
    () => connections.read(id),
  );
}

async function unsubscribeAll({ within }: Parts, record: ConnectionRecord, connected: Connected): Promise<void> {
  const { client, webhookBase } = connected;
  connected.follow(record);
  const ask = <Answer>(call: (turn: { priority: 'truth'; signal: AbortSignal }) => Promise<Answer>) =>
    within(budgets.read, ({ signal }) => call({ priority: 'truth', signal }));
  try {
    const { rows } = await ask(client.subscriptions);
    for (const { id } of oursOf(record.subscriptions, rows, webhookBase)) {
      await ask((turn) => client.unsubscribe(id, turn));
    }
  } catch (error) {
    if (!(error instanceof SpiError) || !lasting.includes(error.kind)) throw error;
  }
}

/** A process may save it meanwhile: it is read again then. */
async function eraseAny(
  erase: (version: number) => Promise<boolean>,
  read: () => Promise<Versioned<unknown> | undefined>,
): Promise<void> {
  for (let current = await read(); current; current = await read()) {
    if (await erase(current.version)) return;
  }
}
