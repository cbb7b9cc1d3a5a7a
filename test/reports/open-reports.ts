import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Koa from 'koa';
import { createDirectory, type Directory } from '../../src/accounts/directory.ts';
import { Failure } from '../../src/errors.ts';
import { setHeaders } from '../../src/http/headers.ts';
import { type HttpClient, openHttpClient } from '../../src/http/request.ts';
import type { Observation, ReportLink } from '../../src/interviews/observation.ts';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { InterviewStore, Note } from '../../src/interviews/ports.ts';
import { type InterviewRecord, newRecord, observe } from '../../src/interviews/record.ts';
import type { Transcript } from '../../src/interviews/transcript.ts';
import { limits } from '../../src/limits.ts';
import { reportAddresses } from '../../src/reports/address.ts';
import type { RelayLimits } from '../../src/reports/pdf.ts';
import type { ReportAccount } from '../../src/reports/report.ts';
import { reportRoutes } from '../../src/reports/routes.ts';
import { shareReports } from '../../src/reports/share.ts';
import type { Lookup } from '../../src/reports/vendor-url.ts';
import { createCodec } from '../../src/store/codec.ts';
import { withoutReplicas } from '../../src/store/confirmation.ts';
import { createDecryption } from '../../src/store/decryption.ts';
import { createFormat } from '../../src/store/format.ts';
import { createIndexKey } from '../../src/store/index-key.ts';
import { createInterviewStore, interviewKind } from '../../src/store/interview-store.ts';
import { createNextTimes } from '../../src/store/next-times.ts';
import { createRecords } from '../../src/store/records.ts';
import { type Connection, connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { createReportLocks } from '../../src/store/report-lock.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { createSharedLinks, type SharedLinks } from '../../src/store/shared-links.ts';
import { createTranscripts } from '../../src/store/transcripts.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { unlimited } from '../../testing/unlimited.ts';
import { givenCapabilities } from '../interviews/given.ts';

export const pdfBytes = Buffer.from(`%PDF-1.7\n${'a page of the report '.repeat(5000)}\n%%EOF\n`);
export const startedAt = Date.UTC(2026, 2, 12, 13, 5);
/** What the vendor has of what was said, by default. */
export const said: Transcript = {
  turns: [
    { speaker: 'interviewer', text: 'Why us?' },
    { speaker: 'candidate', text: 'I live near.' },
  ],
  isCut: false,
};
export const minute = 60_000;
export const day = 24 * 60 * minute;

/** Report pages of one process or several, before a real Redis and a storage of the vendor's that is a real server. */
export type Reports = {
  /** Where each process serves. */
  urls: [string, ...string[]];
  clock: { now: number };
  /** The vendor's storage: what it answers, and the paths that were requested. */
  storage: { url: string; answer: RequestListener; requests: string[] };
  /** What the vendor answers when a report is to be made, and for which attempts and in which time. */
  vendor: {
    makeReport: () => Promise<ReportLink>;
    made: string[];
    timesMs: number[];
    /** What it says of an attempt, and of which it was asked that. */
    transcript: () => Promise<Transcript>;
    read: string[];
  };
  settings: ReportAccount['reports'];
  accounts: Directory<ReportAccount>;
  /** Answers to requests with `x-reads: nothing`, whose readers read nothing. */
  unread: ServerResponse[];
  /** Every address that was fetched. */
  fetched: string[];
  /** How long each of them might take to answer. */
  silencesMs: number[];
  notes: Note[];
  failures: Failure[];
  store: InterviewStore;
  links: SharedLinks;
  redis: Connection;
  share: ReturnType<typeof shareReports>;
  /** Stores the interview with one attempt observed as given. */
  add(observation?: Partial<Observation>, change?: Partial<InterviewRecord>): Promise<InterviewRecord>;
  close(): Promise<void>;
};

type Options = {
  processes?: number;
  relayLimits?: Partial<RelayLimits>;
  unreadLimits?: Parameters<typeof reportRoutes>[0]['unreadLimits'];
  lookup?: Lookup;
};

export async function openReports(options: Options = {}): Promise<Reports> {
  const { processes = 1, lookup, relayLimits, unreadLimits } = options;
  const clock = { now: startedAt + day };
  const now = () => clock.now;
  const redis = connectRedis({ kind: 'single', url: await emptyDatabase() }, 'prompt');
  await untilReady(redis, 10_000);
  const scripted = withScripts(redis);
  const codec = createCodec([]);
  const format = createFormat(scripted);
  const index = createIndexKey(scripted, codec, format);
  const decryption = createDecryption(codec, index, format);
  const nextTimes = createNextTimes(scripted);
  const parts = { redis: scripted, confirmed: withoutReplicas, nextTimes, circuits: ['callback'] };
  const records = createRecords({ ...parts, codec, decryption }, interviewKind(index));
  const store = createInterviewStore({ ...parts, index, records, onUnreadable: () => undefined });
  const links = createSharedLinks(scripted, index);
  const locks = createReportLocks(scripted);
  const sealed = createCodec(['a-data-key-of-32-characters-00000']);
  const transcripts = createTranscripts(scripted, sealed, createDecryption(sealed, index, format));
  const client = openHttpClient({ connectTimeoutMs: 2000, maxSockets: 100 });
  const servers: Server[] = [];
  const [notes, failures, fetched]: [Note[], Failure[], string[]] = [[], [], []];
  const silencesMs: number[] = [];
  let keys = 0;

  const storage: Reports['storage'] = { url: '', answer: sendsPdf, requests: [] };
  storage.url = await serve((request, response) => {
    storage.requests.push(request.url ?? '');
    storage.answer(request, response);
  });
  const vendor: Reports['vendor'] = {
    makeReport: async () => ({ url: `${storage.url}/renewed`, validUntil: now() + day }),
    made: [],
    timesMs: [],
    transcript: async () => said,
    read: [],
  };
  const settings: Reports['settings'] = {
    mode: 'as-sent',
    transcripts: true,
    excelledFrom: 85,
    reportLinkLife: { kind: 'forever' },
    sharedNames: 'full',
    timeZone: 'UTC',
    brand: {},
    allowsLoopback: true,
  };
  const accounts = createDirectory(['acme', 'globex', 'initech'].map((name) => accountWith(name, settings, vendor)));
  const http: Pick<HttpClient, 'stream'> = {
    stream(wanted) {
      fetched.push(wanted.url);
      silencesMs.push(wanted.silenceMs);
      return client.stream(wanted);
    },
  };

  const urls: string[] = [];
  const unread: ServerResponse[] = [];
  for (let i = 0; i < processes; i += 1) {
    const app = new Koa();
    app.silent = true;
    app.use(setHeaders);
    urls.push(
      await serve((request, response) => {
        // As with a reader whose buffers are full: what is written stays in this process.
        if (request.headers['x-reads'] === 'nothing') {
          Object.assign(request.socket, { _write: () => undefined, _writev: undefined });
          unread.push(response);
        }
        void app.callback()(request, response);
      }),
    );
    const addresses = reportAddresses(urls[0]!);
    const router = reportRoutes({
      accounts,
      ...(relayLimits ? { relayLimits: { ...limits, ...relayLimits } } : {}),
      ...(unreadLimits ? { unreadLimits } : {}),
      ...(lookup ? { lookup } : {}),
      store,
      links,
      locks,
      transcripts,
      http,
      addresses,
      templateNames: async () => new Map([['template-1', 'First conversation']]),
      now,
      sleep,
      within: (ms, call) => {
        vendor.timesMs.push(ms);
        return call(unlimited);
      },
      emit: (note) => void notes.push(note),
      report: (failure) => void failures.push(failure),
    });
    app.use(router.routes() as unknown as Koa.Middleware);
  }

  return {
    urls: urls as Reports['urls'],
    unread,
    clock,
    storage,
    vendor,
    settings,
    accounts,
    fetched,
    silencesMs,
    notes,
    failures,
    store,
    links,
    redis,
    share: shareReports({
      links,
      addresses: reportAddresses(urls[0]!),
      newKey: () => `secret${keys++}`,
      now,
    }),
    async add(observation = {}, change = {}) {
      const record = { ...recordOf(observation), ...change };
      await store.create(record, { dueAt: clock.now + day });
      return record;
    },
    async close() {
      client.close();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
      await disconnect(redis);
    },
  };

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

export const sendsPdf: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': pdfBytes.length, 'x-vendor': 'yes' });
  response.end(pdfBytes);
};

export const refuses: RequestListener = (_request, response) => {
  response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"InvalidJWT"}');
};

function recordOf(observation: Partial<Observation>): InterviewRecord {
  const given = {
    id: `acme_${'Ab3'.repeat(7)}`,
    account: 'acme',
    templateId: 'template-1',
    vendor: 'vendor',
    origin: originOf('https://acme.workable.com/interviews/1'),
    candidate: { firstName: 'Lakita', lastName: 'Marrero', email: 'lakita@example.test' },
    jobTitle: 'Operations Manager',
    reportKey: 'key-of-the-report',
  };
  const observed = observe(newRecord(given, startedAt - day), {
    attemptId: 'attempt-1',
    source: 'webhook',
    at: startedAt + 30 * minute,
    state: 'finished',
    isSubmitted: true,
    score: { points: 5.12, of: 10 },
    startedAt,
    ...observation,
  });
  return { ...observed, concluded: { status: 'completed', at: startedAt + 30 * minute } };
}

function accountWith(name: string, settings: Reports['settings'], vendor: Reports['vendor']): ReportAccount {
  const unused = async () => {
    throw new Failure('internal', 'Reports do not ask for this');
  };
  const observed: Vendor = {
    name: 'vendor',
    title: 'Vendor',
    capabilities: givenCapabilities,
    listTemplates: unused,
    listJobs: unused,
    invite: unused,
    fetch: unused,
    async fetchTranscript(attemptId) {
      vendor.read.push(attemptId);
      return vendor.transcript();
    },
    async makeReport(attemptId) {
      vendor.made.push(attemptId);
      return vendor.makeReport();
    },
    resultPageOf: (attemptId) => `https://vendor.example/results/${attemptId}`,
    webhookSecrets: [],
    presented: () => [],
    recognise: () => undefined,
    verify: () => undefined,
    read: () => {
      throw new Failure('internal', 'Reports read no webhooks');
    },
  };
  return {
    name,
    policy: {
      invitationExpiresAfterMs: 14 * day,
      retryGraceMs: 3 * day,
      resultHoldMs: day,
      retentionMs: 365 * day,
      askEveryMs: day,
      asksDetails: false,
      retryScheduleMs: [5000],
      giveUpAfterMs: 4 * day,
    },
    vendor: observed,
    destinations: [],
    reports: settings,
  };
}
