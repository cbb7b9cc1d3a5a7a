import { type HttpAnswer, type HttpClient, RequestError } from '../http/request.ts';
import { StaleConnectionError } from '../http/request-error.ts';
import { limits } from '../limits.ts';
import { NotApplicable } from './clause.ts';

export type Sent = {
  method?: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base, without a leading slash. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  rawBody?: string;
  /** Undefined: the right one. Null: no header at all. */
  authorization?: string | null;
  headers?: Record<string, string>;
};

/** One call and what came of it: `status` is 0 where nothing came, and `trouble` says why. */
export type Exchange = {
  method: string;
  path: string;
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  text: string;
  /** Undefined for what is not JSON. */
  json: unknown;
  ms: number;
  trouble?: string;
};

export type Caller = {
  call(sent: Sent): Promise<Exchange>;
  /** GET of an address that the server named: without the token, and only its beginning. */
  fetchPublic(url: string): Promise<Exchange>;
  /** All calls so far, oldest first. */
  exchanges: readonly Exchange[];
};

type Outcome = { answer: Omit<Exchange, 'method' | 'path' | 'ms'>; isSilence: boolean };

type Options = { baseUrl: string; token: string; http: HttpClient; timeoutMs: number; userAgent: string };

/** Calls one server. Any outcome is an exchange; once the server has often been silent, nothing more is asked of it. */
export function createCaller({ baseUrl, token, http, timeoutMs, userAgent }: Options): Caller {
  const exchanges: Exchange[] = [];
  let silences = 0;
  return { call, fetchPublic, exchanges };

  async function call(sent: Sent): Promise<Exchange> {
    if (silences >= limits.silentCallsOfCheck) {
      throw new NotApplicable(`The server left ${silences} calls without an answer; no more are made`);
    }
    const { method = 'GET', path } = sent;
    const startedAt = performance.now();
    const outcome = await attempt(() => send(sent));
    const ms = Math.round(performance.now() - startedAt);
    if (outcome.isSilence) silences += 1;
    const exchange: Exchange = { method, path, ms, ...outcome.answer };
    exchanges.push(exchange);
    return exchange;
  }

  async function fetchPublic(url: string): Promise<Exchange> {
    const { answer } = await attempt(() =>
      http.request({
        method: 'GET',
        url,
        headers: { 'user-agent': userAgent },
        signal: AbortSignal.timeout(timeoutMs),
        maxBytes: limits.callbackAnswerBytes,
        whenTooLarge: 'truncate',
      }),
    );
    return { method: 'GET', path: url, ms: 0, ...answer };
  }

  async function attempt(request: () => Promise<HttpAnswer>): Promise<Outcome> {
    try {
      return { answer: readAnswer(await request()), isSilence: false };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const trouble =
        error.reason === 'timeout' ? `no complete answer within ${timeoutMs / 1000} s` : firstLower(error.message);
      const nothing = { status: 0, headers: {}, bytes: Buffer.alloc(0), text: '', json: undefined, trouble };
      return { answer: nothing, isSilence: error.reason === 'timeout' || error.reason === 'connect' };
    }
  }

  /** The server may have closed a kept connection unseen: then it has not seen the call. */
  async function send(sent: Sent) {
    try {
      return await request(sent);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return request({ ...sent, headers: { ...sent.headers, connection: 'close' } });
    }
  }

  function request({ method = 'GET', path, body, rawBody, authorization = `Bearer ${token}`, headers }: Sent) {
    const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    return http.request({
      method,
      url: `${baseUrl}/${path}`,
      headers: {
        accept: 'application/json',
        'user-agent': userAgent,
        ...(authorization === null ? {} : { authorization }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      signal: AbortSignal.timeout(timeoutMs),
      maxBytes: limits.vendorAnswerBytes,
      whenTooLarge: 'fail',
    });
  }
}

function readAnswer({ status, headers, body }: HttpAnswer) {
  const text = body.toString('utf8');
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { status, headers: flat, bytes: body, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstLower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
