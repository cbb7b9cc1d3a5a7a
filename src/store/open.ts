import type { Config } from '../config.ts';
import type { Policy } from '../interviews/policy.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import { parseRedisAddress } from '../settings/redis-address.ts';
import { type CircuitNames, createCircuitStore } from './circuits.ts';
import { byKind, createClaims } from './claims.ts';
import { createCodec } from './codec.ts';
import { createDecryption } from './decryption.ts';
import { durabilityAdvice, durabilityFaults } from './durability.ts';
import { createAccountErasure } from './erase-account.ts';
import { createEventStreams } from './events.ts';
import { createFormat } from './format.ts';
import type { OnUnreadable } from './found.ts';
import { createIndexKey } from './index-key.ts';
import { createInterviewStore, interviewKind } from './interview-store.ts';
import { everyonesCircuit } from './keys.ts';
import { createManagedAccounts, hearAccountChanges } from './managed-accounts.ts';
import { createNextTimes } from './next-times.ts';
import { createOperatorHistory } from './operator-history.ts';
import { createPersons } from './persons.ts';
import { openPrivateRedis, type PrivateRedis } from './private-redis.ts';
import { createPublicUrls } from './public-urls.ts';
import { createRecords } from './records.ts';
import { type Connection, connectRedis, disconnect, untilReady } from './redis.ts';
import { watchAbsence } from './refusals.ts';
import { createRejectedWebhooks, rejectedLife } from './rejected-webhooks.ts';
import { createReplays } from './replays.ts';
import { createReportLocks } from './report-lock.ts';
import { missingRights } from './rights.ts';
import { rotation } from './rotation.ts';
import { createScheduleStore } from './schedule-store.ts';
import { withScripts } from './scripts.ts';
import { createSharedLinks } from './shared-links.ts';
import { createTemplateMemory } from './template-memory.ts';
import { createWriteProbe } from './write-probe.ts';

export type Storage = Awaited<ReturnType<typeof openStorage>>;
type Settings = Pick<Config, 'redisUrl' | 'dataDir' | 'dataKeys'>;

/** What the stores want to know of an account. */
export type StoredAccount = {
  readonly name: string;
  readonly policy: Pick<Policy, 'retentionMs'>;
  readonly destinations: readonly { readonly circuit: string }[];
};

type Options = {
  /** None: no account writes anywhere but to its callback, and rejected webhooks are kept as long as any are. */
  accounts?: Accounts<StoredAccount>;
  onUnreadable?: OnUnreadable;
  /** Besides those of the accounts. */
  circuits?: CircuitNames;
};

/** All stores, on one connection that answers promptly or fails. */
export async function openStorage(
  settings: Settings,
  role: 'owner' | 'guest',
  { accounts = nobody, onUnreadable = () => undefined, circuits: more = [] }: Options = {},
) {
  const own: PrivateRedis | undefined =
    settings.redisUrl === undefined ? await openPrivateRedis(settings.dataDir, role) : undefined;
  const address = own?.address ?? parseRedisAddress(settings.redisUrl ?? '');
  if (!address) throw new Error('REDIS_URL is not a Redis address');
  const connection = connectRedis(address, role === 'owner' ? 'prompt' : 'brief');
  const whyAway = watchAbsence(connection);
  const redis = withScripts(connection);
  const codec = createCodec(settings.dataKeys);
  const format = createFormat(redis);
  const index = createIndexKey(redis, codec, format);
  const decryption = createDecryption(codec, index, format);
  const rejectedLifeOf = rejectedLife(accounts);
  const circuits = circuitsOf(accounts, more);
  const nextTimes = createNextTimes(redis);
  const records = createRecords({ redis, codec, decryption, nextTimes, circuits }, interviewKind(index));

  return {
    connection,
    interviews: createInterviewStore({ redis, index, records, nextTimes, circuits, onUnreadable }),
    claims: createClaims({ redis, format, circuits, rejectedLifeOf, open: byKind({ interview: records.open }) }),
    circuits: createCircuitStore(redis),
    schedule: createScheduleStore(redis, nextTimes, circuits),
    nextTimes,
    replays: createReplays(redis, nextTimes, circuits),
    rejected: createRejectedWebhooks({ redis, codec, decryption, nextTimes, lifeOf: rejectedLifeOf }),
    persons: createPersons(redis, index, circuits),
    managed: createManagedAccounts({ redis, codec, decryption, index }),
    /** Until it is closed. */
    hearAccountChanges: (onChange: () => void) => hearAccountChanges(connectRedis(address, 'patient'), onChange),
    eraseRest: createAccountErasure(redis, nextTimes, circuits).eraseRest,
    history: createOperatorHistory(redis),
    events: createEventStreams(redis),
    publicUrls: createPublicUrls(redis),
    sharedLinks: createSharedLinks(redis, index),
    reportLocks: createReportLocks(redis),
    templates: createTemplateMemory(redis, codec, decryption),
    /** A connection for BullMQ's worker, which waits for Redis without a time limit. */
    connectPatiently: (): Connection => connectRedis(address, 'patient'),
    untilReady: (timeoutMs: number) => untilReady(connection, timeoutMs),
    missingRights: () => missingRights(connection),
    writeFault: createWriteProbe(connection, accounts, whyAway).fault,
    /** Why there is no connection; undefined if there is one, or if the reason is unknown. */
    whyAway,
    durabilityFaults: () => durabilityFaults(connection),
    durabilityAdvice: () => durabilityAdvice(connection),
    formatFault: format.fault,
    claimFormat: format.claim,
    keyFault: index.fault,
    isRotated: index.isCurrent,
    encryptAnew: rotation(redis, codec, index),
    async close(): Promise<void> {
      await disconnect(connection);
      await own?.close();
    },
  };
}

const nobody: Accounts<StoredAccount> = {
  isComplete: () => true,
  all: () => [],
  get: () => undefined,
  follow: () => undefined,
};

/**
 * Each costs a script some calls: mail only where there is any. What an earlier setting left behind goes when found. The
 * list grows when an account comes that has another one.
 */
function circuitsOf(accounts: Accounts<StoredAccount>, more: CircuitNames): CircuitNames {
  const circuits = [...new Set([everyonesCircuit, ...more])];
  accounts.follow(({ after }) => {
    for (const { circuit } of after?.destinations ?? []) if (!circuits.includes(circuit)) circuits.push(circuit);
  });
  return circuits;
}
