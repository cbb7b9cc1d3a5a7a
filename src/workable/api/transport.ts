import type { z } from 'zod';
import { presentable } from '../../http/presentable.ts';
import { type HttpAnswer, type HttpClient, RequestError } from '../../http/request.ts';
import { limits } from '../../limits.ts';
import { addressesOf, type SpiAddress } from './addresses.ts';
import { readRefusal } from './contract.ts';
import type { Limiter, Turn } from './limiter.ts';
import { isNext, nextOf, type Page } from './page.ts';
import { kindOfStatus, SpiError } from './spi-error.ts';
import type { Rows } from './values.ts';

export type TransportParts = {
  http: Pick<HttpClient, 'request'>;
  /** Read at every call: the subdomain may be found later. */
  address: SpiAddress;
  /** The first is sent; all are cut out of what Workable says. */
  tokens: readonly string[];
  clientId?: string | undefined;
  /** `<name>/<version>` */
  userAgent: string;
  limiter: Pick<Limiter, 'run'>;
};

export type SpiCall = {
  /** By default GET. */
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base, such as `candidates/2727`. */
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  /** What the call says of a person: its words are cut out of Workable's about it. */
  personal?: readonly (string | undefined)[];
};

/** Calls with the token of one account, each when its turn has come. All throw SpiError and Failure. */
export function createTransport(parts: TransportParts) {
  const { http, address, tokens, clientId, userAgent, limiter } = parts;
  // A wrong one is a mistake of the settings: it shows at once.
  addressesOf(address);
  const headers = {
    authorization: `Bearer ${tokens[0] ?? ''}`,
    accept: 'application/json',
    'user-agent': userAgent,
    ...(clientId === undefined ? {} : { 'X-WORKABLE-CLIENT-ID': clientId }),
  };
  return { send, read, readAccounts, readPage };

  /** Resolves to the body of an answer 2xx, parsed; undefined where it is not JSON. */
  async function send(
    call: SpiCall,
    turn: Turn,
    url = `${addressesOf(address).baseUrl}/${call.path}`,
  ): Promise<unknown> {
    const { answer, nextWindowAt } = await limiter
      .run(turn, () => request(call, url + queryOf(call.query), turn.signal))
      .catch((error: unknown) => {
        throw error instanceof RequestError ? unanswered(error) : error;
      });
    const { status } = answer;
    const said = jsonOf(answer);
    if (status >= 200 && status < 300) return said;
    const kind = kindOfStatus(status);
    const text = presentable(readRefusal(said) ?? '', { secrets: secrets(), names: wordsOf(call.personal ?? []) });
    throw new SpiError(kind, kind === 'rate' ? usedUp : `Workable answered ${status}`, {
      status,
      ...(text === '' ? {} : { text }),
      ...(kind === 'rate' ? { retryAt: nextWindowAt } : {}),
    });
  }

  async function read<Answer>(call: SpiCall, schema: z.ZodType<Answer>, turn: Turn, url?: string): Promise<Answer> {
    const parsed = schema.safeParse(await send(call, turn, url));
    if (!parsed.success) throw new SpiError('unclear', 'Workable gave an answer that cannot be read');
    return parsed.data;
  }

  /** `next` continues a list where its last page said: it has the query in it. */
  async function readPage<Row>(
    { next, ...call }: SpiCall & { next: string | undefined },
    schema: z.ZodType<Rows<Row>>,
    turn: Turn,
  ): Promise<Page<Row>> {
    if (next !== undefined && !isNext(next)) throw new SpiError('refused', 'No list of Workable goes on there');
    const answer = await send(next === undefined ? call : { ...call, path: next, query: {} }, turn);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new SpiError('unclear', 'Workable gave an answer that cannot be read');
    const goesOn = nextOf(answer, addressesOf(address).baseUrl);
    if (goesOn === null) throw new SpiError('unclear', 'Workable gave a list that goes on elsewhere');
    return { ...parsed.data, ...(goesOn === undefined ? {} : { next: goesOn }) };
  }

  function readAccounts<Answer>(schema: z.ZodType<Answer>, turn: Turn): Promise<Answer> {
    return read({ path: '' }, schema, turn, addressesOf(address).accountsUrl);
  }

  function request({ method, body }: SpiCall, url: string, signal: AbortSignal): Promise<HttpAnswer> {
    return http.request({
      method: method ?? 'GET',
      url,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
      maxBytes: limits.spiAnswerBytes,
      whenTooLarge: 'fail',
    });
  }

  function secrets(): string[] {
    return [...tokens, ...(clientId === undefined ? [] : [clientId])];
  }
}

const usedUp = 'Workable answered 429: its rate limit is used up for the moment';

/** An id as a part of a path. */
export function part(id: string): string {
  // The address would lead one level up.
  if (/^\.*$/.test(id)) throw new SpiError('gone', 'Workable has nothing of such an id');
  return encodeURIComponent(id);
}

function unanswered(cause: RequestError): SpiError {
  const why = cause.code ?? cause.reason;
  return cause.wasSent
    ? new SpiError('unclear', `Workable did not answer (${why})`, { cause })
    : new SpiError('unsent', `Workable could not be reached (${why})`, { cause });
}

function queryOf(query: SpiCall['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Workable may repeat a part of what it was sent, so every longer word of it counts. */
function wordsOf(texts: readonly (string | undefined)[]): string[] {
  const words = texts.flatMap((text) => text?.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]{2,}/gu) ?? []);
  return [...new Set(words)].slice(0, limits.spiPersonalWords);
}
