import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createDirectory } from './accounts/directory.ts';
import { createApp, loadShedding, reportFailure } from './app.ts';
import type { BridgeAccount } from './bridge-accounts.ts';
import { openHealth } from './bridge-health.ts';
import {
  configure,
  followManaged,
  manageParts,
  openRemovalOfAccounts,
  openSources,
  refuseShared,
} from './bridge-managed.ts';
import { openStageDoor, stagePartsOf } from './bridge-stage.ts';
import { openTracing } from './bridge-tracing.ts';
import { webRoutes } from './bridge-web.ts';
import { openWorker, workByKind } from './bridge-worker.ts';
import type { AccountSettings, Config } from './config.ts';
import { asFailure } from './errors.ts';
import { createLoadShedding } from './http/load-shedding.ts';
import { openHttpClient } from './http/request.ts';
import { closeServer, createHttpServer, listen } from './http/server.ts';
import { within } from './http/within.ts';
import type { Emit } from './interviews/ports.ts';
import { type LeasedInterview, openTurn } from './interviews/turn.ts';
import { workOff } from './interviews/work.ts';
import { limits } from './limits.ts';
import { errorFields, type Logger } from './log.ts';
import { createRate } from './operator/api/rate.ts';
import { openContactRecorder } from './operator/contacts.ts';
import { openEventLog } from './operator/event-log.ts';
import { openEventRecorder } from './operator/events/recorder.ts';
import { openEvents } from './operator/events/routes.ts';
import { countRedisRefusals } from './operator/redis-refusals.ts';
import { openRefusals } from './operator/refusals.ts';
import { operatorRoutes } from './operator/routes.ts';
import { openTryCounter } from './operator/try-counter.ts';
import { logFitness, watchRedis } from './operator/watch-redis.ts';
import { watchWork } from './operator/watch-work.ts';
import { openCircuits } from './outbox/circuits.ts';
import { reportAddresses } from './reports/address.ts';
import { openWakeUps } from './scheduler/wake-ups.ts';
import { guardStorage } from './store/guard.ts';
import { accountOf } from './store/ids.ts';
import { openStorage } from './store/open.ts';
import { unreadableCodeOf } from './store/unreadable.ts';
import type { Tracing } from './tracing/tracing.ts';
import { listTemplatesCached } from './vendors/templates.ts';
import { createCalls } from './workable/stages/create.ts';

type Parts = {
  log: Logger;
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  /** `<name>/<version>` */
  userAgent: string;
  /**
   * Called when the data in Redis turns out, after the start, to be such that this version cannot read it or DATA_KEY
   * does not decrypt it.
   */
  onRefusal: (faults: readonly string[]) => void;
  /** Waits for a turn at Workable's API, by the clock that `now` tells; ends early when the signal aborts. */
  sleepUntilTurn?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

export type Bridge = {
  port: number;
  /** Puts these accounts in the place of those that were configured. */
  reconfigure(accounts: readonly AccountSettings[]): void;
  close(): Promise<void>;
};

/** From settings to a running bridge: the one place that chooses implementations and connects them. */
export async function openBridge(config: Config, parts: Parts): Promise<Bridge> {
  const { log, now, random, userAgent, onRefusal, sleepUntilTurn = sleepUnlessAborted } = parts;
  const registry = new Registry();
  const accounts = createDirectory<BridgeAccount>();
  const monotonic = () => performance.now();
  const tracing = await openTracing(config, { log, now, monotonic, userAgent });
  const opened = await openStorage(config, 'owner', {
    accounts,
    onRefusal: countRedisRefusals(registry),
    onUnreadable(interviewId, failure) {
      const detail = unreadableCodeOf(failure) ?? failure.kind;
      emit({ event: 'record', outcome: 'unreadable', account: accountOf(interviewId), interviewId, detail });
    },
  });
  const storage = tracing.storage(opened);
  const { operatorToken } = config;
  const emit = tracing.emit(openEmit());
  const stopWatching = watchRedis(storage.connection, log);
  const leaveWord = (why: string) => storage.refusedStarts.note({ host: hostname(), why, at: now() });
  const guardOptions = { ...config, onRefusal, onChange: logFitness(log), leaveWord };
  const guard = await guardStorage(storage, guardOptions).catch(async (error) => {
    stopWatching();
    await storage.close();
    throw error;
  });
  if (config.dataKeys.length === 0) {
    log.warn({ event: 'encryption', outcome: 'off', detail: 'personal data is stored in clear: set DATA_KEY' });
  }

  const http = openHttpClients(config, tracing.client);
  const addresses = reportAddresses(config.publicUrl);
  const stage = stagePartsOf({ accounts, storage, http, sleepUntilTurn, now, emit, within, sleep, wakeUp });
  const traceMails = tracing.mails;
  const accountParts = { http, addresses, publicUrl: config.publicUrl, userAgent, now, emit, traceMails, stage };
  const sourceParts = { config, storage, directory: accounts, accountParts, log, now };
  const sources = openSources(sourceParts);
  const store = storage.interviews;
  const wakeUps = openWakeUps(storage.connection);

  const circuits = openCircuits({ store: storage.circuits, now, random });
  const workParts = { store, circuits, now, monotonic, random, emit, within, sleep };
  const listTemplates = listTemplatesCached({ memory: storage.templates, now, emit, within });
  const stageDoor = openStageDoor({ ...workParts, accounts, storage, wakeUp, newKey: randomKey, listTemplates });
  const workOnInterview = async (name: string, leased: LeasedInterview, leasedAt: number) => {
    const account = accounts.get(name);
    if (account) await workOff(workParts, openTurn(account, leased, leasedAt), leased.schedule);
  };
  const working = watchWork(tracing.work(workByKind({ ...stageDoor, workOnInterview }), storage));
  // The first accounts of Redis come before the first request; while it is away they come later.
  await sources.refresh().catch(() => undefined);
  const following = config.dataKeys.length > 0 ? followManaged(sources, sourceParts) : undefined;
  const worker = config.roles.has('worker')
    ? await openWorker({ config, accounts, storage, work: working.work, log, now, monotonic })
    : undefined;
  stageDoor.follow((error, account) =>
    log.warn({ event: 'connection', outcome: 'not-opened', account, ...errorFields(asFailure(error)) }),
  );
  const removals = worker && openRemovalOfAccounts(sourceParts, sources, wakeUp);

  const { idleMs } = working;
  const measured = { config, registry, accounts, storage, guard, scheduler: worker?.scheduler, idleMs, log, now };
  const { health, redisTrouble, ...measuring } = openHealth(measured);
  const refusals = openRefusals({ log, registry, now: monotonic });
  const { admit, load } = createLoadShedding({ ...loadShedding, onRefused: () => refusals.turnedAway('overload') });
  const reportOf = reportFailure(log, refusals.count);
  const operator = operatorRoutes({ health, registry, operatorToken });
  const takeTurn = createRate(limits.apiRequestsPerSecond, monotonic);
  const events = openEvents({ streams: storage.events, registry, operatorToken, takeTurn, now, monotonic });
  const web = config.roles.has('web')
    ? webRoutes({
        config,
        accounts,
        sources,
        manageBy: (audit) => manageParts(sourceParts, sources, audit),
        storage,
        addresses,
        relays: http.relays,
        work: workParts,
        contextOf: stageDoor.contextOf,
        listTemplates,
        callWith: (account, api) => createCalls(api, { ...stage, account, userAgent, now }).client,
        wakeUp,
        wakeUps,
        takeTurn,
        redisTrouble,
        load,
        report: reportOf,
        log,
      })
    : undefined;
  const app = createApp({
    log,
    report: reportOf,
    operator,
    events: events.router,
    traceRequests: tracing.traceRequests,
    ...(web ? { web } : {}),
  });
  const server = createHttpServer(admit(app.callback()), { keepAliveTimeout: config.keepAliveMs }, refusals.turnedAway);
  const port = await listen(server, config.port, config.host).catch(async (error) => {
    await close();
    throw error;
  });
  log.info({ event: 'listening', port, roles: [...config.roles], accounts: accounts.all().map(({ name }) => name) });
  return { port, close, reconfigure };

  /** Without a token no one could listen to events. */
  function openEmit(): Emit {
    const all = [openEventLog(log, registry), openContactRecorder(storage.contacts, now)];
    if (operatorToken !== undefined) {
      all.push(openEventRecorder({ streams: storage.events, registry, now }), openTryCounter(storage.tries, now));
    }
    return (note) => {
      for (const each of all) each(note);
    };
  }

  function reconfigure(configured: readonly AccountSettings[]): void {
    refuseShared(configured, accounts.all());
    configure(sources, configured, accountParts);
  }

  /** Stops accepting requests, finishes running work, then closes the connections to Redis. */
  async function close(): Promise<void> {
    following?.close();
    events.close();
    await Promise.all([closeServer(server), worker?.close(), removals?.close()]);
    measuring.close();
    guard.close();
    await wakeUps.close();
    for (const each of [...Object.values(http), ...accounts.all()]) each.close();
    stopWatching();
    await Promise.all([storage.close(), tracing.close()]);
  }

  /** A worker in this process starts at once, without the round trip through the queue. */
  function wakeUp(id: string): void {
    worker?.scheduler.wakeUp(accountOf(id), id);
    wakeUps.send(id);
  }
}

function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal });
}

/** One each: readers of PDFs take no connection that an invitation or a result needs. */
function openHttpClients({ deliveryConcurrency }: Pick<Config, 'deliveryConcurrency'>, traced: Tracing['client']) {
  const { connectMs: connectTimeoutMs, vendorSockets, vendorAnswersBytes, relays } = limits;
  return {
    vendor: traced(openHttpClient({ connectTimeoutMs, maxSockets: vendorSockets, mostBytesHeld: vendorAnswersBytes })),
    callbacks: traced(openHttpClient({ connectTimeoutMs, maxSockets: deliveryConcurrency })),
    workable: traced(openHttpClient({ connectTimeoutMs, maxSockets: deliveryConcurrency })),
    relays: traced(openHttpClient({ connectTimeoutMs, maxSockets: relays })),
  };
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
