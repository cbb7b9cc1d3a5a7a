import { Redis } from 'ioredis';
import { codeOfReply } from '../errors.ts';
import type { Connection } from './redis.ts';

/** By Redis error code: the reason, and what to do. */
const advice: Readonly<Record<string, string>> = {
  NOREPLICAS: 'too few of its replicas are in good order (min-replicas-to-write): see to the replicas',
  OOM: 'its memory is full (maxmemory): give it more',
  MISCONF: 'it cannot save to its disk: look at its log and at the disk',
  READONLY: 'it is a read-only replica: let REDIS_URL lead to the master',
  NOPERM: 'its user may not do this: give it the rights that docs/operations.md lists',
  NOAUTH: 'it wants a password: add user and password to REDIS_URL',
  WRONGPASS: 'it does not know this user and password: put them right in REDIS_URL',
  LOADING: 'it still reads its data from disk after a start: try again in a minute',
  MASTERDOWN: 'it is a replica without its master: let REDIS_URL lead to the master',
  UNCONFIRMED: 'too few of its replicas have a write within a second (REDIS_REPLICAS): see to the replicas',
  UNFIT: 'it may lose data, or was not checked yet: see /readyz',
  TRYAGAIN: 'keys are on their way to another of its nodes: it takes them again by itself',
  CLUSTERDOWN: 'a part of its cluster is missing: see to the nodes',
};

export function adviceOn(code: string): string {
  return advice[code] ?? 'look at its log';
}

/** Why a call to Redis failed, as the predicate of "Redis …": it refuses, or does not answer. Never Redis's message. */
export function describeTrouble(error: unknown): string {
  const code = codeOfTrouble(error);
  if (code !== undefined && (code in advice || codeOfReply(error) !== undefined)) {
    return `refuses this (${code}): ${adviceOn(code)}`;
  }
  if (/CERT|^ERR_TLS|^ERR_SSL/.test(code ?? '')) {
    return `cannot be trusted (${code}): is REDIS_TLS_CA_FILE right, and does its certificate name its host?`;
  }
  return `does not answer${code === undefined ? '' : ` (${code})`}: is REDIS_URL right, and is it running?`;
}

/** The code of a refusal, such as `NOAUTH`, or of the network, such as `ECONNREFUSED`; undefined if it is unknown. */
export function codeOfTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // For a Cluster, ioredis reports the error of the last node.
  const { lastNodeError } = error as { lastNodeError?: unknown };
  if (lastNodeError !== undefined) return codeOfTrouble(lastNodeError);
  // Of a Sentinel, ioredis keeps the text alone.
  const [, ofSentinel] = /^failed to connect to sentinel \S+ because (.*)$/.exec(error.message) ?? [];
  if (ofSentinel !== undefined) return /^[A-Z]{3,}(?= )|\bE[A-Z]{4,}\b/.exec(ofSentinel)?.[0];
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOfReply(error);
}

/** Resolves to why a connection cannot be used; undefined if it can, or if the reason is unknown. Never rejects. */
export function watchAbsence(
  connection: Connection,
  whySentinelsAway: () => Promise<Error | undefined>,
): () => Promise<Error | undefined> {
  let reason: Error | undefined;
  connection.on('error', (error: Error) => {
    reason = error;
  });
  connection.on('ready', () => {
    reason = undefined;
  });
  return async () => {
    if (connection.status === 'ready') return undefined;
    return (await whySentinelsAway()) ?? reason ?? ((await isLoading(connection)) ? new Loading() : undefined);
  };
}

class Loading extends Error {
  readonly code = 'LOADING';
}

/** A Redis that was just started answers this until it has loaded its data. */
async function isLoading(connection: Connection): Promise<boolean> {
  if (!(connection instanceof Redis) || connection.status !== 'connect') return false;
  const text = await connection.info('persistence').catch(() => '');
  return /^loading:1/m.test(text);
}
