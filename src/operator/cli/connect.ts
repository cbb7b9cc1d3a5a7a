import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDirectory } from '../../accounts/directory.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { manageParts, openSources } from '../../bridge-managed.ts';
import type { Config } from '../../config.ts';
import { asFailure } from '../../errors.ts';
import { openHttpClient } from '../../http/request.ts';
import { limits } from '../../limits.ts';
import { reportAddresses } from '../../reports/address.ts';
import { openWakeUps } from '../../scheduler/wake-ups.ts';
import { Unconfirmed } from '../../store/confirmation.ts';
import { openStorage, type Storage } from '../../store/open.ts';
import { describeTrouble } from '../../store/refusals.ts';
import { unavailable } from '../../store/unavailable.ts';
import { createCalls } from '../../workable/stages/create.ts';
import { createStageNamings } from '../../workable/stages/destinations/stage-namings.ts';
import { createSuspectToken } from '../../workable/stages/suspect-token.ts';
import { createAudit, said } from '../actions/audit.ts';
import type { OperatorParts } from '../parts.ts';
import type { BridgeCommand } from './command.ts';

type Parts = { config: Config; userAgent: string; now: () => number; printError: (line: string) => void };
type Bridge = Pick<
  OperatorParts,
  'config' | 'accounts' | 'sources' | 'manage' | 'storage' | 'wakeUps' | 'audit' | 'callWith'
>;

/** Does a command's work with the Redis of the running bridge, and closes everything afterwards. */
export async function withBridge(
  { judgesRedis }: Pick<BridgeCommand, 'judgesRedis'>,
  { config, userAgent, now, printError }: Parts,
  work: (bridge: Bridge) => Promise<number>,
): Promise<number> {
  const http = openHttpClient({ connectTimeoutMs: limits.connectMs, maxSockets: 10 });
  const addresses = reportAddresses(config.publicUrl);
  const directory = createDirectory<BridgeAccount>();
  const storage = await openStorage(config, 'guest', { accounts: directory });
  const wakeUps = openWakeUps(storage.connection);
  const calls = {
    http,
    rates: storage.rateLimits,
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
    newId: randomUUID,
  };
  const accountParts = {
    http: { vendor: http, callbacks: http },
    addresses,
    publicUrl: config.publicUrl,
    userAgent,
    now,
    stage: {
      ...calls,
      // A command writes no entry: the workers do.
      notify: async () => undefined,
      parking: {
        refuse: async () => now(),
        mayTry: async () => false,
        allow: async () => undefined,
        isRefused: async () => false,
      },
      stageNamings: createStageNamings(storage.connections),
      loadPdf: async () => undefined,
      suspectToken: createSuspectToken({ connections: storage.connections, now, wakeUp: wakeUps.send }),
      loadTranscript: async () => ({ turns: [], isCut: false }),
    },
  };
  const sources = openSources({ config, storage, directory, accountParts });
  const audit = said(createAudit(storage, now), printError);
  const manage = manageParts(
    { config, storage, directory, now },
    sources,
    said(createAudit(storage, now, ', by the command line'), printError),
  );
  const callWith: Bridge['callWith'] = (account, api) => createCalls(api, { ...calls, account, userAgent, now }).client;
  try {
    await storage.untilReady(5000).catch(() => undefined);
    if (!judgesRedis) await refuseFormat(storage);
    // Where Redis cannot say which others there are, the command works with those that are configured.
    await sources.refresh().catch(() => undefined);
    return await work({ config, accounts: directory.all(), sources, manage, storage, wakeUps, audit, callWith });
  } catch (error) {
    const { kind, cause } = asFailure(error);
    if (kind !== 'store-unavailable') throw error;
    throw new Error(`Redis ${describeTrouble((await storage.whyAway()) ?? cause)}${afterwards(cause)}`);
  } finally {
    await wakeUps.close();
    http.close();
    await storage.close();
  }
}

/** A write that replicas do not have stands in Redis, and counts for nothing before they do. */
function afterwards(cause: unknown): string {
  if (!(cause instanceof Unconfirmed)) return '';
  return '. The change may have been made all the same, and a failover may lose it: look, and give the command again';
}

/** Throws for a Redis whose data this version would misread. */
async function refuseFormat({ formatFault }: Pick<Storage, 'formatFault'>): Promise<void> {
  const fault = await formatFault().catch((error: unknown) => {
    throw unavailable(error);
  });
  if (fault !== undefined) throw new Error(`This Redis cannot be used: ${fault}.`);
}
