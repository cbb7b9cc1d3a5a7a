import { errorFields, type Logger } from '../log.ts';
import type { Connection } from '../store/redis.ts';
import type { WriteFault } from '../store/write-probe.ts';

/**
 * Logs once when Redis goes away or comes back, and why: a wrong password would look like an outage otherwise. Returns a
 * function that stops it, for before the connection is closed on purpose.
 */
export function watchRedis(connection: Connection, log: Logger): () => void {
  let isThere = connection.status === 'ready';
  let reason: unknown;
  let logged = '';
  connection.on('error', (error: unknown) => {
    reason = error;
  });
  connection.on('ready', () => {
    if (!isThere) log.info({ event: 'redis', outcome: 'ready' });
    isThere = true;
    logged = '';
    reason = undefined;
  });
  connection.on('close', logAway);
  return () => void connection.off('close', logAway);

  function logAway(): void {
    const fields = { event: 'redis', outcome: 'away', ...(reason === undefined ? {} : reasonOf(reason)) };
    isThere = false;
    // Failed reconnections end here too.
    if (JSON.stringify(fields) === logged) return;
    logged = JSON.stringify(fields);
    log.error(fields);
  }
}

/** Logs when Redis begins to refuse writes, and why, and when it accepts them again. */
export function logWriteFault(log: Logger) {
  return (fault: WriteFault | undefined): void => {
    if (fault) log.error({ event: 'redis', outcome: 'refuses-writes', code: fault.code });
    else log.info({ event: 'redis', outcome: 'accepts-writes' });
  };
}

/** The code alone: NOAUTH, WRONGPASS, ECONNREFUSED. */
function reasonOf(error: unknown): Record<string, unknown> {
  const { frames: _, ...fields } = errorFields(error);
  return fields;
}
