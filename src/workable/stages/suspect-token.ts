import { noteInConnection } from './change-connection.ts';
import { type ConnectionRecord, withTaskWanted } from './connection.ts';
import type { ConnectionStore } from './parts.ts';

type Parts = {
  connections: Pick<ConnectionStore, 'idOf' | 'read' | 'save'>;
  now: () => number;
  wakeUp: (id: string) => void;
};

/** Answers 401 to some calls alone have the token looked at no more often than that. */
const probeEveryMs = 60_000;

/**
 * After an answer 401: has a worker find out whether Workable still accepts the token, once for all calls that were
 * refused meanwhile. `sentAt`, epoch ms: of the call. What cannot be noted is noted with the next refusal: never throws.
 */
export function createSuspectToken({ connections, now, wakeUp }: Parts) {
  return async (account: string, sentAt: number): Promise<void> => {
    try {
      const isNoted = await noteInConnection(connections, account, (record) => suspected(record, sentAt, now()));
      if (isNoted) wakeUp(connections.idOf(account));
    } catch {
      // The call has its own failure to tell.
    }
  };
}

/** Undefined where the token is known to be refused, is being looked at, or was found right since the call was sent. */
function suspected(record: ConnectionRecord, sentAt: number, now: number): ConnectionRecord | undefined {
  const { nextAt = 0, tries = 0, okAt = Number.NEGATIVE_INFINITY } = record.tasks.identify ?? {};
  const at = Math.max(now, okAt + probeEveryMs);
  if (record.refusedSince !== undefined || tries > 0 || nextAt <= at || sentAt <= okAt) return undefined;
  return withTaskWanted(record, 'identify', at);
}
