import { errorFields, type Logger } from '../log.ts';
import type { Connection } from '../store/redis.ts';
import { codeOfTrouble } from '../store/refusals.ts';
import type { WriteFault } from '../store/write-probe.ts';

/**
 * Logs once when Redis becomes unreachable or reachable, and why: otherwise a wrong password would look like an outage.
 * Returns a function that stops the logging; call it before closing the connection.
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
  // While no Sentinel answers there is no connection that could be closed.
  const onSentinelError = (error: unknown) => {
    reason = error;
    logAway();
  };
  connection.on('sentinelError', onSentinelError);
  return () => void connection.off('close', logAway).off('sentinelError', onSentinelError);

  function logAway(): void {
    const fields = { event: 'redis', outcome: 'away', ...(reason === undefined ? {} : reasonOf(reason)) };
    isThere = false;
    // Also called for failed reconnections.
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

/** Logs when Redis may not be used, since it may lose data or lacks rights, and when it may be used again. */
export function logFitness(log: Logger) {
  return (reasons: readonly string[]): void => {
    if (reasons.length > 0) log.error({ event: 'redis', outcome: 'unfit', reasons });
    else log.info({ event: 'redis', outcome: 'fit' });
  };
}

/** The code alone: NOAUTH, WRONGPASS, ECONNREFUSED; of a Cluster that of the last node. */
function reasonOf(error: unknown): Record<string, unknown> {
  const { frames: _, ...fields } = errorFields(error);
  const code = codeOfTrouble(error);
  return { ...fields, ...(code === undefined ? {} : { code }) };
}
