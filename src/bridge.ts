import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { makeConnectLink } from './accounts/connect.ts';
import { createDirectory } from './accounts/directory.ts';
import { noteFirstCalls } from './accounts/first-calls.ts';
import { createApp, loadShedding, reportFailure } from './app.ts';
import { type BridgeAccount, createAccount } from './bridge-accounts.ts';
import { followManaged, manageParts, openRemovalOfAccounts, openSources } from './bridge-managed.ts';
import { openWorker } from './bridge-worker.ts';
import type { AccountSettings, Config } from './config.ts';
import { connectRoutes } from './connect/routes.ts';
import { documentRoutes } from './http/documents.ts';
import { bodyReader } from './http/json-body.ts';
import { createLoadShedding } from './http/load-shedding.ts';
import { createPace } from './http/pace.ts';
import { openHttpClient } from './http/request.ts';
import { closeServer, createHttpServer, listen } from './http/server.ts';
import { within } from './http/within.ts';
import { budgets, leaseMs } from './interviews/budgets.ts';
import { createInterviews } from './interviews/create.ts';
import type { Emit } from './interviews/ports.ts';
import { receiveWebhooks } from './interviews/receive.ts';
import { type LeasedInterview, openTurn } from './interviews/turn.ts';
import { workOff } from './interviews/work.ts';
import { limits } from './limits.ts';
import type { Logger } from './log.ts';
import { invitationRoutes } from './mail/routes.ts';
import { createAudit, logged } from './operator/actions/audit.ts';
import { createApi } from './operator/api/create.ts';
import { openEventLog } from './operator/event-log.ts';
import { openEventRecorder } from './operator/events/recorder.ts';
import { openEvents } from './operator/events/routes.ts';
import { createHealth } from './operator/health.ts';
import { openMetrics } from './operator/metrics.ts';
import { countRedisRefusals } from './operator/redis-refusals.ts';
import { openRefusals } from './operator/refusals.ts';
import { operatorRoutes } from './operator/routes.ts';
import { watchPublicUrl } from './operator/watch-public-url.ts';
import { logFitness, logWriteFault, watchRedis } from './operator/watch-redis.ts';
import { watchWork } from './operator/watch-work.ts';
import { openCircuits } from './outbox/circuits.ts';
import { reportAddresses } from './reports/address.ts';
import { candidateRoutes } from './reports/candidate.tsx';
import { reportRoutes } from './reports/routes.ts';
import { shareReports } from './reports/share.ts';
import { openWakeUps } from './scheduler/wake-ups.ts';
import { guardStorage } from './store/guard.ts';
import { accountOf, newInterviewId } from './store/keys.ts';
import { openStorage } from './store/open.ts';
import { unreadableCodeOf } from './store/unreadable.ts';
import { vendorContract } from './vendors/http/openapi.ts';
import { webhookRoutes } from './vendors/routes.ts';
import { listTemplatesCached } from './vendors/templates.ts';
import { workableRoutes } from './workable/routes.ts';

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
};

const healthEveryMs = 5_000;

export type Bridge = {
  port: number;
  /** Puts these accounts in the place of those that were configured. */
  reconfigure(accounts: readonly AccountSettings[]): void;
  close(): Promise<void>;
};

/** From settings to a running bridge: the one place that chooses implementations and connects them. */
export async function openBridge(config: Config, { log, now, random, userAgent, onRefusal }: Parts): Promise<Bridge> {
  const registry = new Registry();
  const accounts = createDirectory<BridgeAccount>();
  const storage = await openStorage(config, 'owner', {
    accounts,
    onRefusal: countRedisRefusals(registry),
    onUnreadable(interviewId, failure) {
      const detail = unreadableCodeOf(failure) ?? failure.kind;
      emit({ event: 'record', outcome: 'unreadable', account: accountOf(interviewId), interviewId, detail });
    },
  });
  const { operatorToken } = config;
  const emit = openEmit();
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

  const monotonic = () => performance.now();
  const connectTimeoutMs = limits.connectMs;
  // One client each: readers of PDFs take no connection that an invitation or a result needs.
  const http = {
    vendor: openHttpClient({
      connectTimeoutMs,
      maxSockets: limits.vendorSockets,
      mostBytesHeld: limits.vendorAnswersBytes,
    }),
    callbacks: openHttpClient({ connectTimeoutMs, maxSockets: config.deliveryConcurrency }),
    relays: openHttpClient({ connectTimeoutMs, maxSockets: limits.relays }),
  };
  const addresses = reportAddresses(config.publicUrl);
  const accountParts = { http, addresses, publicUrl: config.publicUrl, userAgent, now, emit };
  const sourceParts = { config, storage, directory: accounts, accountParts, log, now };
  const sources = openSources(sourceParts);
  const store = storage.interviews;
  const wakeUps = openWakeUps(storage.connection);

  const circuits = openCircuits({ store: storage.circuits, now, random });
  const workParts = { store, circuits, now, monotonic, random, emit, within, sleep };
  const working = watchWork(async (name: string, leased: LeasedInterview, leasedAt: number) => {
    const account = accounts.get(name);
    if (account) await workOff(workParts, openTurn(account, leased, leasedAt), leased.schedule);
  });
  // The first accounts of Redis come before the first request; while it is away they come later.
  await sources.refresh().then(accounts.complete, () => undefined);
  const following = config.dataKeys.length > 0 ? followManaged(sources, sourceParts) : undefined;
  const worker = config.roles.has('worker')
    ? await openWorker({ config, accounts, storage, work: working.work, log, now, monotonic })
    : undefined;
  const removals = worker && openRemovalOfAccounts(sourceParts, sources, wakeUp);

  openMetrics({ registry, accounts, schedule: storage.schedule, oldestDue, scheduler: worker?.scheduler, now });
  const { publicUrl } = config;
  // Nothing is written to a Redis that was not found to be fit.
  const beat = async (at: number) => (guard.faults()?.length === 0 ? storage.publicUrls.beat(publicUrl, at) : []);
  const watching = watchPublicUrl({ beat, publicUrl, log, registry, now });
  const refusals = openRefusals({ log, registry, now: monotonic });
  const { admit, load } = createLoadShedding({ ...loadShedding, onRefused: () => refusals.turnedAway('overload') });
  const reportOf = reportFailure(log, refusals.count);
  const { readObject, readBytes } = bodyReader({ charge: load.charge, pace: createPace({ monotonic, sleep }) });
  const health = createHealth({
    writeFault: storage.writeFault,
    onWriteFault: logWriteFault(log),
    storageFaults: guard.faults,
    scheduler: worker?.scheduler,
    idleMs: working.idleMs,
    now,
  });
  // The log says what is wrong with Redis even if no monitor calls `/readyz`.
  const looking = setInterval(() => void health(), healthEveryMs);
  const operator = operatorRoutes({ health, registry, operatorToken });
  const events = openEvents({ streams: storage.events, registry, operatorToken, now, monotonic });
  const app = createApp({
    log,
    report: reportOf,
    operator,
    events: events.router,
    ...(config.roles.has('web') ? { web: webRoutes() } : {}),
  });
  const server = createHttpServer(admit(app.callback()), { keepAliveTimeout: config.keepAliveMs }, refusals.turnedAway);
  const port = await listen(server, config.port, config.host).catch(async (error) => {
    await close();
    throw error;
  });
  log.info({ event: 'listening', port, roles: [...config.roles], accounts: accounts.all().map(({ name }) => name) });
  return { port, close, reconfigure };

  /** Without a token no one could hear what happened. */
  function openEmit(): Emit {
    const logEvent = openEventLog(log, registry);
    if (operatorToken === undefined) return logEvent;
    const keepEvent = openEventRecorder({ streams: storage.events, registry, now });
    return (note) => {
      logEvent(note);
      keepEvent(note);
    };
  }

  function reconfigure(configured: readonly AccountSettings[]): void {
    sources.configure(configured.map((settings) => createAccount(settings, accountParts)));
  }

  /** Stops accepting requests, finishes running work, then closes the connections to Redis. */
  async function close(): Promise<void> {
    following?.close();
    events.close();
    await Promise.all([closeServer(server), worker?.close(), removals?.close()]);
    clearInterval(looking);
    watching.close();
    guard.close();
    await wakeUps.close();
    for (const each of [...Object.values(http), ...accounts.all()]) each.close();
    stopWatching();
    await storage.close();
  }

  async function oldestDue(name: string): Promise<number | undefined> {
    return (await storage.claims.claim(name, { now: now(), limit: 0, ms: leaseMs })).leftSince;
  }

  /** A worker in this process starts at once, without the round trip through the queue. */
  function wakeUp(id: string): void {
    worker?.scheduler.wakeUp(accountOf(id), id);
    wakeUps.send(id);
  }

  function webRoutes() {
    const { sharedLinks: links, reportLocks: locks, rejected, templates, connectLinks, firstCalls } = storage;
    const shareReport = shareReports({ links, addresses, newKey: randomKey, now });
    return {
      api: createApi({
        accounts,
        sources,
        manageBy: (audit) => manageParts(sourceParts, sources, audit),
        storage,
        wakeUps: { send: wakeUp, forget: wakeUps.forget },
        share: ({ sharedLinkLife }, record) => shareReport(sharedLinkLife, record),
        connectLink: (manage, name) =>
          makeConnectLink({ manage, links: connectLinks, publicUrl: config.publicUrl, newKey: randomKey }, name),
        log,
        operatorToken: config.operatorToken,
        readBytes,
        now,
        monotonic,
      }),
      webhooks: webhookRoutes({
        accounts,
        enter: load.enter,
        readBytes,
        receive: receiveWebhooks({ store, wakeUp, now, emit }),
        keepRejected: ({ name }, body) => rejected.keep(name, body),
        now,
        monotonic,
        emit,
      }),
      reports: reportRoutes({
        accounts,
        store,
        links,
        locks,
        http: http.relays,
        addresses,
        now,
        sleep,
        emit,
        within,
        report: reportOf,
      }),
      documents: documentRoutes({ vendor: vendorContract }),
      candidates: candidateRoutes({ accounts, store, report: reportOf }),
      invitations: invitationRoutes({ accounts, store, enter: load.enter, now, sleep, within, report: reportOf }),
      connect: connectRoutes({
        accounts,
        manage: manageParts(sourceParts, sources, logged(createAudit(storage, now), log, 'connect link')),
        links: connectLinks,
        firstCalls: firstCalls.read,
        enter: load.enter,
        readBytes,
        report: reportOf,
      }),
      workable: workableRoutes({
        accounts,
        enter: load.enter,
        readObject,
        store,
        createInterview: createInterviews({
          ...workParts,
          newId: newInterviewId,
          newKey: randomKey,
        }),
        listTemplates: listTemplatesCached({ memory: templates, now, emit, within }),
        listJobs: ({ vendor }) => within(budgets.list, (options) => vendor.listJobs(options)),
        shareReport,
        noteCall: noteFirstCalls({ note: firstCalls.note, now }),
        now,
      }),
    };
  }
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
