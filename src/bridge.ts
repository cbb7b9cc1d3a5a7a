import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createDirectory } from './accounts/directory.ts';
import { createApp, loadShedding, reportFailure } from './app.ts';
import type { BridgeAccount } from './bridge-accounts.ts';
import {
  configure,
  followManaged,
  manageParts,
  openRemovalOfAccounts,
  openSources,
  refuseShared,
} from './bridge-managed.ts';
import { createNotify, createPdfLoader, createTranscriptLoader, openStageDoor } from './bridge-stage.ts';
import { openTracing } from './bridge-tracing.ts';
import { webRoutes } from './bridge-web.ts';
import { openWorker, workByKind } from './bridge-worker.ts';
import type { AccountSettings, Config } from './config.ts';
import { asFailure } from './errors.ts';
import { createLoadShedding } from './http/load-shedding.ts';
import { openHttpClient } from './http/request.ts';
import { closeServer, createHttpServer, listen } from './http/server.ts';
import { within } from './http/within.ts';
import { leaseMs } from './interviews/budgets.ts';
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
import { createHealth } from './operator/health.ts';
import { openMetrics } from './operator/metrics.ts';
import { openProcessMetrics } from './operator/process-metrics.ts';
import { countRedisRefusals } from './operator/redis-refusals.ts';
import { openRefusals } from './operator/refusals.ts';
import { operatorRoutes } from './operator/routes.ts';
import { openStageMetrics } from './operator/stage-metrics.ts';
import { openTryCounter } from './operator/try-counter.ts';
import { watchPublicUrl } from './operator/watch-public-url.ts';
import { logFitness, logWriteFault, watchRedis } from './operator/watch-redis.ts';
import { watchWork } from './operator/watch-work.ts';
import { openCircuits } from './outbox/circuits.ts';
import { reportAddresses } from './reports/address.ts';
import { openWakeUps } from './scheduler/wake-ups.ts';
import { guardStorage } from './store/guard.ts';
import { accountOf } from './store/keys.ts';
import { openStorage } from './store/open.ts';
import { unreadableCodeOf } from './store/unreadable.ts';
import type { Tracing } from './tracing/tracing.ts';
import { listTemplatesCached } from './vendors/templates.ts';
import { createCalls } from './workable/stages/create.ts';
import { createStageNamings } from './workable/stages/destinations/stage-namings.ts';
import { createParking } from './workable/stages/parking.ts';
import { createSuspectToken } from './workable/stages/suspect-token.ts';

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

const healthEveryMs = 5_000;

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
  const guardOptions = { ...config, onRefusal, onChange: logFitness(log) };
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
  const stage = {
    http: http.workable,
    rates: storage.rateLimits,
    sleep: sleepUntilTurn,
    newId: randomUUID,
    notify: createNotify({ storage, now, wakeUp }),
    parking: createParking({
      connections: storage.connections,
      now,
      emit,
      onUnparked: (account) => storage.schedule.hastenInvitations(account, now()),
    }),
    stageNamings: createStageNamings(storage.connections),
    suspectToken: createSuspectToken({ connections: storage.connections, now, wakeUp }),
    loadPdf: createPdfLoader({ accounts, storage, http: http.relays, now, sleep, emit, within }),
    loadTranscript: createTranscriptLoader({ accounts, storage, emit, within, now }),
  };
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

  const { backlogs, schedule } = storage;
  openMetrics({ registry, accounts, backlogs, schedule, oldestDue, scheduler: worker?.scheduler, now });
  openStageMetrics({ registry, accounts, storage, now });
  const { publicUrl } = config;
  // Nothing is written to a Redis that was not found to be fit.
  const beat = async (at: number) => (guard.faults()?.length === 0 ? storage.publicUrls.beat(publicUrl, at) : []);
  const watching = watchPublicUrl({ beat, publicUrl, log, registry, now });
  const refusals = openRefusals({ log, registry, now: monotonic });
  const { admit, load } = createLoadShedding({ ...loadShedding, onRefused: () => refusals.turnedAway('overload') });
  const reportOf = reportFailure(log, refusals.count);
  const health = createHealth({
    writeFault: storage.writeFault,
    onWriteFault: logWriteFault(log),
    storageFaults: guard.faults,
    scheduler: worker?.scheduler,
    idleMs: working.idleMs,
    now,
  });
  const measuring = openProcessMetrics({ registry, health });
  // The log says what is wrong with Redis even if no monitor calls `/readyz`.
  const looking = setInterval(() => void health(), healthEveryMs);
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
    clearInterval(looking);
    watching.close();
    measuring.close();
    guard.close();
    await wakeUps.close();
    for (const each of [...Object.values(http), ...accounts.all()]) each.close();
    stopWatching();
    await Promise.all([storage.close(), tracing.close()]);
  }

  async function oldestDue(name: string): Promise<number | undefined> {
    return (await storage.claims.claim(name, { now: now(), limit: 0, ms: leaseMs })).leftSince;
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
