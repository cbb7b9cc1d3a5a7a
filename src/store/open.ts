import type { ApplicationRecord } from '../applications/record.ts';
import type { Config } from '../config.ts';
import type { Policy } from '../interviews/policy.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { parseRedisAddress } from '../settings/redis-address.ts';
import type { ConnectionRecord } from '../workable/stages/connection.ts';
import { createAnswers } from './answers.ts';
import { createApplicationCounts } from './application-counts.ts';
import { applicationKind, createApplicationStore } from './application-store.ts';
import { createBacklogs } from './backlog.ts';
import { type CircuitNames, createCircuitStore } from './circuits.ts';
import { byKind, createClaims } from './claims.ts';
import { createCodec } from './codec.ts';
import { createConfirmation } from './confirmation.ts';
import { createConnectLinks } from './connect-links.ts';
import { connectionKind, createConnectionStore } from './connection-store.ts';
import { createConsoleAccess } from './console-access.ts';
import { createContacts } from './contacts.ts';
import { counting } from './counting.ts';
import { createDecryption } from './decryption.ts';
import { createDurability } from './durability.ts';
import { createAccountErasure } from './erase-account.ts';
import { createEventStreams } from './events.ts';
import { createFirstCalls } from './first-calls.ts';
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
import { createRateLimits } from './rate-limits.ts';
import { createRecords } from './records.ts';
import { type Connection, connectRedis, disconnect, onNewMaster, untilReady } from './redis.ts';
import { createReferences } from './references.ts';
import { watchAbsence } from './refusals.ts';
import { createRefusedStarts } from './refused-starts.ts';
import { createRejectedWebhooks, rejectedLife } from './rejected-webhooks.ts';
import { createReplays } from './replays.ts';
import { createReportLocks } from './report-lock.ts';
import { missingRights } from './rights.ts';
import { rotation } from './rotation.ts';
import { createScheduleStore } from './schedule-store.ts';
import { withScripts } from './scripts.ts';
import { whySentinelsAway } from './sentinels.ts';
import { createSharedLinks } from './shared-links.ts';
import { createTemplateMemory } from './template-memory.ts';
import { createTranscripts, noTranscripts } from './transcripts.ts';
import { createTries } from './tries.ts';
import { createWriteProbe } from './write-probe.ts';

export type Storage = Awaited<ReturnType<typeof openStorage>>;
type Settings = Pick<Config, 'redisUrl' | 'dataDir' | 'dataKeys'> & Partial<Pick<Config, 'redis'>>;

/** What the stores want to know of an account. */
export type StoredAccount = {
  readonly name: string;
  readonly policy: Pick<Policy, 'retentionMs'>;
  readonly destinations: readonly { readonly circuit: string }[];
  readonly stage?: { readonly destinations: readonly { readonly circuit: string }[] };
};

/** Whatever is leased and due. */
export type AnyRecord = InterviewRecord | ApplicationRecord | ConnectionRecord;

type Options = {
  /** None: no account writes anywhere but to its callback, and rejected webhooks are kept as long as any are. */
  accounts?: Accounts<StoredAccount>;
  onUnreadable?: OnUnreadable;
  /** Besides those of the accounts. */
  circuits?: CircuitNames;
  /** Called with the code of whatever Redis refuses to do. */
  onRefusal?: (code: string) => void;
};

/** All stores, on one connection that answers promptly or fails. */
export async function openStorage(
  settings: Settings,
  role: 'owner' | 'guest',
  {
    accounts = noAccounts,
    onUnreadable = () => undefined,
    circuits: more = [],
    onRefusal = () => undefined,
  }: Options = {},
) {
  const own: PrivateRedis | undefined =
    settings.redisUrl === undefined ? await openPrivateRedis(settings.dataDir, role) : undefined;
  const address = own?.address ?? parseRedisAddress(settings.redisUrl ?? '');
  if (!address) throw new Error('REDIS_URL is not a Redis address');
  const connection = connectRedis(address, role === 'owner' ? 'prompt' : 'brief', settings.redis);
  const whyAway = watchAbsence(connection, () => whySentinelsAway(address, settings.redis));
  const redis = withScripts(connection);
  const codec = createCodec(settings.dataKeys);
  const format = createFormat(redis);
  const index = createIndexKey(redis, codec, format);
  const decryption = createDecryption(codec, index, format);
  const rejectedLifeOf = rejectedLife(accounts);
  const circuits = circuitsOf(accounts, more);
  const nextTimes = createNextTimes(redis);
  /** Of the server that runs: nothing is stored before its guard has checked Redis. Commands ask for themselves. */
  let isFit = () => role === 'guest';
  const { confirmed, replicas } = createConfirmation(connection, address, settings.redis?.replicas, () => isFit());
  const durability = createDurability(connection, address, settings.redis);
  const recordParts = { redis, confirmed, codec, decryption, nextTimes, circuits };
  const records = createRecords(recordParts, interviewKind(index));
  const applications = createRecords(recordParts, applicationKind);
  const connections = createRecords(recordParts, connectionKind);

  const rejected = createRejectedWebhooks({ redis, codec, decryption, nextTimes, lifeOf: rejectedLifeOf });

  return {
    connection,
    interviews: counting(
      createInterviewStore({ redis, confirmed, index, records, nextTimes, circuits, onUnreadable }),
      onRefusal,
    ),
    applications: counting(createApplicationStore({ redis, index, records: applications, circuits }), onRefusal),
    applicationCounts: counting(createApplicationCounts(redis), onRefusal),
    connections: createConnectionStore({ redis, records: connections, circuits }),
    claims: counting(
      createClaims({
        redis,
        format,
        circuits,
        rejectedLifeOf,
        open: byKind<AnyRecord>({
          interview: records.open,
          application: applications.open,
          connection: connections.open,
        }),
      }),
      onRefusal,
    ),
    circuits: counting(createCircuitStore(redis), onRefusal),
    schedule: counting(createScheduleStore(redis, nextTimes, circuits), onRefusal),
    backlogs: counting(createBacklogs(redis, circuits), onRefusal),
    nextTimes,
    replays: createReplays(redis, nextTimes, circuits),
    rejected: { ...rejected, ...counting({ keep: rejected.keep }, onRefusal) },
    persons: createPersons(redis, index, circuits),
    managed: createManagedAccounts({ redis, confirmed, codec, decryption, index }),
    firstCalls: createFirstCalls(redis),
    contacts: createContacts(redis),
    connectLinks: createConnectLinks({ redis, codec, decryption, index }),
    /** Until it is closed. */
    hearAccountChanges: (onChange: () => void) =>
      hearAccountChanges(connectRedis(address, 'patient', settings.redis), onChange),
    eraseRest: createAccountErasure(redis, nextTimes, circuits).eraseRest,
    rateLimits: counting(createRateLimits(redis), onRefusal),
    references: createReferences(redis, index),
    answers: createAnswers({ redis, codec, decryption, index }),
    consoleAccess: createConsoleAccess({ redis, index }),
    history: createOperatorHistory(redis),
    events: createEventStreams(redis),
    tries: createTries(redis),
    publicUrls: createPublicUrls(redis),
    refusedStarts: createRefusedStarts(redis),
    sharedLinks: createSharedLinks(redis, index),
    reportLocks: createReportLocks(redis),
    transcripts: settings.dataKeys.length > 0 ? createTranscripts(redis, codec, decryption) : noTranscripts,
    templates: createTemplateMemory(redis, codec, decryption),
    /** A connection for BullMQ's worker, which waits for Redis without a time limit. */
    connectPatiently: (): Connection => connectRedis(address, 'patient', settings.redis),
    untilReady: (timeoutMs: number) => untilReady(connection, timeoutMs),
    missingRights: () => missingRights(connection, replicas()),
    /** Calls it whenever another server may be the master; returns a function that ends that. */
    onNewMaster: (call: () => void) => onNewMaster(connection, call),
    /** From now on interviews are stored only while this is true. */
    storeWhile(condition: () => boolean): void {
      isFit = condition;
    },
    writeFault: createWriteProbe(connection, accounts, { confirmed, whyAway }).fault,
    /** Why there is no connection; undefined if there is one, or if the reason is unknown. */
    whyAway,
    durability: durability.check,
    durabilityAdvice: () => durability.advice(replicas()),
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

const noAccounts: Accounts<StoredAccount> = {
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
    const written = [...(after?.destinations ?? []), ...(after?.stage?.destinations ?? [])];
    for (const { circuit } of written) if (!circuits.includes(circuit)) circuits.push(circuit);
  });
  return circuits;
}
