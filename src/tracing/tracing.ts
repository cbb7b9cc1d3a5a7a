import type { Context, Next } from 'koa';
import type { ApplicationRecord } from '../applications/record.ts';
import { type HttpClient, RequestError } from '../http/request.ts';
import type { Emit } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { kindOf } from '../store/ids.ts';
import type { Storage } from '../store/open.ts';
import type { Recorder } from './recorder.ts';
import type { Attributes } from './unit.ts';

type Work<Leased> = (account: string, leased: Leased, leasedAt: number) => Promise<void>;
type AnyLeased = { id: string; record: { id: string } };

type MailAnswer = { outcome: string; answer: { status?: number } };

/** Traces what sends the mails of one server, and never rejects. */
export type TraceMails = <Given extends unknown[], Answer extends MailAnswer>(
  send: (...given: Given) => Promise<Answer>,
  server: { host: string; port: number },
) => (...given: Given) => Promise<Answer>;

export type Tracing = {
  /** Absent: requests are not traced. */
  traceRequests?: (ctx: Context, next: Next) => Promise<void>;
  work<Leased extends AnyLeased>(one: Work<Leased>, of: Pick<Storage, 'applications'>): Work<Leased>;
  emit(next: Emit): Emit;
  client(inner: HttpClient): HttpClient;
  mails: TraceMails;
  storage(inner: Storage): Storage;
};

export const noTracing: Tracing = {
  work: (one) => one,
  emit: (next) => next,
  client: (inner) => inner,
  mails: (send) => send,
  storage: (inner) => inner,
};

/** What of the bridge is traced: it wraps parts, which know nothing of it. */
export function createTracing(recorder: Recorder): Tracing {
  return { traceRequests, work, emit, client, mails, storage };

  /** The route's pattern, never the path: tokens are part of paths. */
  async function traceRequests(ctx: Context, next: Next): Promise<void> {
    if (/^\/(livez|readyz|metrics)$/.test(ctx.path)) return next();
    await recorder.inUnit({ name: ctx.method, kind: 'server' }, async (unit) => {
      await next();
      const matched: unknown = ctx._matchedRoute;
      const route = typeof matched === 'string' ? matched : undefined;
      unit.name = route === undefined ? ctx.method : `${ctx.method} ${route}`;
      unit.hasFailed = ctx.status >= 500;
      const { method, status } = ctx;
      Object.assign(unit.attributes, { 'http.request.method': method, 'http.response.status_code': status });
      if (route !== undefined) unit.attributes['http.route'] = route;
    });
  }

  function work<Leased extends AnyLeased>(one: Work<Leased>, of: Pick<Storage, 'applications'>): Work<Leased> {
    return (account, leased, leasedAt) => {
      const kind = kindOf(leased.id);
      return recorder.inUnit({ name: `work ${kind}`, kind: 'consumer' }, async () => {
        // What is read under an id is of the kind that the id names.
        if (kind === 'interview') await aboutInterview(of, leased.record as InterviewRecord);
        if (kind === 'application') aboutApplication(leased.record as ApplicationRecord);
        await one(account, leased, leasedAt);
      });
    };
  }

  function emit(next: Emit): Emit {
    return (note) => {
      const { event, outcome, account, interviewId, applicationId } = note;
      recorder.event(`${event} ${outcome}`, {
        ...(account === undefined ? {} : { 'bridge.account': account }),
        ...(interviewId === undefined ? {} : { 'bridge.interview_id': interviewId }),
        ...(applicationId === undefined ? {} : { 'bridge.application_id': applicationId }),
      });
      next(note);
    };
  }

  /** Host, method and status: paths and queries hold tokens and addresses. */
  function client(inner: HttpClient): HttpClient {
    const traced =
      <Options extends { method: string; url: string }, Answer extends { status: number }>(
        send: (options: Options) => Promise<Answer>,
      ) =>
      (options: Options): Promise<Answer> => {
        const attributes = attributesOf(options);
        const sent = async () => {
          try {
            return await send(options);
          } catch (error) {
            if (error instanceof RequestError) attributes['error.type'] = error.reason;
            throw error;
          }
        };
        return recorder.call(options.method, attributes, sent, ({ status }) => ({
          'http.response.status_code': status,
        }));
      };
    return { ...inner, request: traced(inner.request), stream: traced(inner.stream) };
  }

  /** Host and status: what is said to a mail server names people. */
  function mails<Given extends unknown[], Answer extends MailAnswer>(
    send: (...given: Given) => Promise<Answer>,
    { host, port }: { host: string; port: number },
  ): (...given: Given) => Promise<Answer> {
    const attributes = { 'network.protocol.name': 'smtp', 'server.address': host, 'server.port': port };
    return (...given) => recorder.call('SMTP', { ...attributes }, () => send(...given), describedMail);
  }

  /** A unit is about the record that it makes or saves. */
  function storage(inner: Storage): Storage {
    const { interviews, applications } = inner;
    return {
      ...inner,
      interviews: {
        ...interviews,
        async create(record, schedule) {
          const created = await interviews.create(record, schedule);
          await aboutInterview(inner, created.record, created.isNew);
          return created;
        },
        async createLeased(record, ...rest) {
          const created = await interviews.createLeased(record, ...rest);
          if (created) await aboutInterview(inner, created.record, created.turn !== undefined);
          return created;
        },
        async save(record, ...rest) {
          await aboutInterview(inner, record);
          return interviews.save(record, ...rest);
        },
      },
      applications: {
        ...applications,
        async add(record, schedule) {
          const isNew = await applications.add(record, schedule);
          aboutApplication(record, isNew);
          return isNew;
        },
        save(record, ...rest) {
          aboutApplication(record);
          return applications.save(record, ...rest);
        },
      },
    };
  }

  /** Of the stage door it is a part of what happens to its candidate there. */
  async function aboutInterview(
    { applications }: Pick<Storage, 'applications'>,
    record: InterviewRecord,
    isNew = false,
  ): Promise<void> {
    const { id, account, origin } = record;
    const attributes = { 'bridge.account': account, 'bridge.interview_id': id };
    if (origin.door === 'provider') return recorder.about(id, { isFirst: isNew, attributes });
    const [candidateId = ''] = origin.key.split(' ');
    recorder.about(await applications.idOf(account, candidateId), { attributes });
  }

  function aboutApplication({ id, account }: ApplicationRecord, isFirst = false): void {
    recorder.about(id, { isFirst, attributes: { 'bridge.account': account, 'bridge.application_id': id } });
  }
}

function describedMail({ outcome, answer: { status } }: MailAnswer): Attributes {
  return {
    ...(status === undefined ? {} : { 'smtp.response.status_code': status }),
    ...(outcome === 'acknowledged' ? {} : { 'error.type': outcome }),
  };
}

function attributesOf({ method, url }: { method: string; url: string }): Attributes {
  const { hostname, port } = new URL(url);
  return {
    'http.request.method': method,
    'server.address': hostname,
    ...(port === '' ? {} : { 'server.port': Number(port) }),
  };
}
