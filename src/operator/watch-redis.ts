import { errorFields, type Logger } from '../log.ts';
import type { Connection } from '../store/redis.ts';
import type { WriteFault } from '../store/write-probe.ts';

/**
 * Says when Redis goes and comes, once each, and why it cannot be had: a wrong password looks like an absence otherwise.
 * Answers how to stop: whoever closes the connection itself need not hear of it.
 */
export function watchRedis(connection: Connection, log: Logger): () => void {
  let isThere = connection.status === 'ready';
  let reason: unknown;
  let told = '';
  connection.on('error', (error: unknown) => {
    reason = error;
  });
  connection.on('ready', () => {
    if (!isThere) log.info({ event: 'redis', outcome: 'ready' });
    isThere = true;
    told = '';
    reason = undefined;
  });
  connection.on('close', sayAway);
  return () => void connection.off('close', sayAway);

  function sayAway(): void {
    const fields = { event: 'redis', outcome: 'away', ...(reason === undefined ? {} : reasonOf(reason)) };
    isThere = false;
    // Every try to connect again ends here too.
    if (JSON.stringify(fields) === told) return;
    told = JSON.stringify(fields);
    log.error(fields);
  }
}

/** Says when Redis begins to refuse writes, and why, and when it takes them again. */
export function sayWriteFault(log: Logger) {
  return (fault: WriteFault | undefined): void => {
    if (fault) log.error({ event: 'redis', outcome: 'refuses-writes', code: fault.code });
    else log.info({ event: 'redis', outcome: 'takes-writes' });
  };
}

/** The code alone: NOAUTH, WRONGPASS, ECONNREFUSED. */
function reasonOf(error: unknown): Record<string, unknown> {
  const { frames: _, ...fields } = errorFields(error);
  return fields;
}
