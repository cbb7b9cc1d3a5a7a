import { Failure } from '../errors.ts';
import { limitConcurrency, type Refused } from '../http/limit-concurrency.ts';
import { parseInOrder } from '../http/ordered-json.ts';
import { presentable } from '../http/presentable.ts';
import { type HttpAnswer, type HttpClient, RequestError } from '../http/request.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { limits } from '../limits.ts';

/** What one account needs to call its vendor. */
export type Peer = {
  /** Without a trailing slash; empty where every call has an address of its own. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** They are cut out of all words of the vendor's. */
  secrets: readonly string[];
  /** The names of the settings that an operator may have to look at. */
  settings: { url: string; key: string };
  /** The vendor's own words about a refusal. */
  readError: (answer: unknown) => string | undefined;
  /** Where a 403 may be about the key or about what was asked for: the path of a call that is about the key alone. */
  keyCheck?: string;
};

/** The address of one call alone, and the setting that it comes from. */
export type Endpoint = { url: string; setting: string };

export type Call = {
  /** By default POST with a body, and else GET. Only a GET is tried twice: anything else may have an effect. */
  method?: 'PUT' | 'DELETE';
  path: string | Endpoint;
  query?: Record<string, string>;
  body?: unknown;
  /** A 404, or the vendor's other status for it, is an answer: undefined. */
  mayBeAbsent?: true | 422;
  /** What the answer is called in the Failure where it is no JSON. */
  answerName?: string;
  /** The names in the answer keep their order: those of digits are `inPlace`. */
  isOrdered?: true;
  /** Nothing is expected in the body of the answer, so it is not read: undefined. */
  isOneWay?: true;
  /** Of whom the call speaks: these are cut out of the vendor's words about it. */
  names?: readonly string[];
  /** It takes long and readers ask for it, so it has places of its own: who waits for it keeps no other call waiting. */
  isFor?: 'report' | 'transcript';
  /** Several calls may share that of one question. */
  signal: AbortSignal;
};

export type Api = {
  /** The parsed answer; undefined for one without a body. Throws Failure. */
  call(call: Call): Promise<unknown>;
  /** The vendor's words about a refusal, fit to be shown. */
  refusal(words: string | undefined, names: readonly string[], options?: RefusalOptions): Failure;
};

type RefusalOptions = { remedy?: string; lacksCredits?: boolean };

const later = 'Try again later; ask the vendor if it stays';

/** A vendor's API with one account's key: every outcome that is no answer is a Failure, made here. */
export function createApi(peer: Peer, http: HttpClient): Api {
  // No limit is published; one account shall not look like an attack.
  const callInTurn = limitConcurrency(limits.vendorCallsOfAccount);
  const forReaders = {
    report: limitConcurrency(limits.reportsMadeOfAccount, limits.reportsWaitingOfAccount),
    transcript: limitConcurrency(limits.transcriptsOfAccount, limits.transcriptsWaiting),
  };
  async function call(wanted: Call): Promise<unknown> {
    const inTurn = wanted.isFor ? forReaders[wanted.isFor] : callInTurn;
    return inTurn(wanted.signal, () => make(wanted), refuse);
  }

  async function make(wanted: Call): Promise<unknown> {
    const first = await send(wanted);
    const answer = isWorthRetrying(wanted, first) ? await send(wanted) : first;
    if (await isAboutKey(wanted, answer)) throw keyRejected();
    return read(wanted, answer);
  }

  /** Whether a 403 means the key. Where the check says nothing, it does not. */
  async function isAboutKey({ signal }: Call, answer: HttpAnswer | RequestError): Promise<boolean> {
    if (peer.keyCheck === undefined || answer instanceof RequestError || answer.status !== 403) return false;
    const check = await send({ path: peer.keyCheck, signal });
    return !(check instanceof RequestError) && (check.status === 401 || check.status === 403);
  }

  function addressOf(path: Call['path'], query: Call['query']): string {
    const address = typeof path === 'string' ? `${peer.url}/${path}` : path.url;
    return query ? `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams(query)}` : address;
  }

  /** A broken connection is an answer too, so that reads can be tried again in one place. */
  async function send({ method, path, query, body, signal }: Call): Promise<HttpAnswer | RequestError> {
    try {
      return await http.request({
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        url: addressOf(path, query),
        headers: {
          accept: 'application/json',
          ...peer.headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
        // Details of real interviews came to 0.8 MB.
        maxBytes: limits.vendorAnswerBytes,
        whenTooLarge: 'fail',
      });
    } catch (error) {
      if (error instanceof RequestError) return error;
      throw error;
    }
  }

  function isWorthRetrying({ method, body, signal }: Call, answer: HttpAnswer | RequestError): boolean {
    if (method !== undefined || body !== undefined || signal.aborted) return false;
    if (answer instanceof RequestError) return answer.reason === 'connect' || answer.reason === 'network';
    return answer.status >= 500 && retryAfterMs(answer) === undefined;
  }

  function read(call: Call, answer: HttpAnswer | RequestError): unknown {
    const { method, path, names = [], mayBeAbsent, isOneWay } = call;
    const checkAddress = `Check ${typeof path === 'string' ? peer.settings.url : path.setting}`;
    if (answer instanceof RequestError) {
      const cause = answer;
      if (answer.wasSent) throw new Failure('vendor-unclear', 'The vendor did not answer', { cause, remedy: later });
      const message = `The vendor could not be reached (${answer.code ?? answer.reason})`;
      throw new Failure('vendor-not-reached', message, { cause, remedy: `${checkAddress} and the network` });
    }
    const { status } = answer;
    const isAbsent = mayBeAbsent !== undefined && status === (mayBeAbsent === true ? 404 : mayBeAbsent);
    if ((status === 204 && method === 'DELETE') || isAbsent) return undefined;
    if (status >= 200 && status < 300) return isOneWay ? undefined : parse(call, answer, checkAddress);
    if (status === 401) throw keyRejected();
    const wait = { retryAfterMs: retryAfterMs(answer) };
    if (status === 429) {
      const remedy = 'The settings are right (429): try again later';
      throw new Failure('vendor-not-reached', 'The vendor asks to call less often', { ...wait, remedy });
    }
    // 408: the peer gave up on a request of which it may have seen everything.
    if (status >= 500 || status < 400 || status === 408) {
      const remedy = status < 400 ? `It leads elsewhere: ${checkAddress}` : later;
      throw new Failure('vendor-unclear', `The vendor answered ${status}`, { ...wait, remedy });
    }
    const words = peer.readError(parsed(answer));
    // An address of its own, for one call that only reads, has little else that can be refused.
    const isElsewhere = [404, 405].includes(status) || (typeof path !== 'string' && call.body === undefined);
    if (status === 402) throw refusal(words, names, { lacksCredits: true });
    const isUnsaid = words === undefined || isElsewhere;
    throw refusal(words ?? `status ${status}`, names, isUnsaid ? { remedy: checkAddress } : {});
  }

  function keyRejected(): Failure {
    const remedy = `Ask the vendor for a new one and set ${peer.settings.key}`;
    return new Failure('vendor-key-rejected', 'The vendor refused the API key', { remedy });
  }

  function refusal(words: string | undefined, names: readonly string[], options: RefusalOptions = {}): Failure {
    const { lacksCredits = false, remedy = lacksCredits ? 'Buy credits at the vendor' : 'Ask the vendor' } = options;
    const reason = presentable(words ?? '', { secrets: peer.secrets, names });
    return new Failure('vendor-refused', `The vendor refused: ${reason || 'no reason given'}`, {
      remedy,
      lacksCredits,
    });
  }

  return { call, refusal };

  function parse({ answerName, isOrdered }: Call, answer: HttpAnswer, checkAddress: string): unknown {
    const value = parsed(answer, isOrdered ? parseInOrder : JSON.parse);
    if (value !== undefined) return value;
    // A page of a proxy or of some website, more often than not.
    const [type] = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(answer.headers['content-type'] ?? '') ?? [];
    const message = `The vendor gave an unreadable answer (${type ?? 'of no type'})`;
    const unread = answerName === undefined ? [] : [answerName];
    throw new Failure('vendor-unclear', message, { remedy: `${checkAddress}; ask the vendor if it is right`, unread });
  }
}

function refuse(why: Refused): never {
  throw new Failure(why === 'full' ? 'busy' : 'vendor-not-reached', 'Too many calls to the vendor at once');
}

function parsed({ body }: HttpAnswer, parse: (json: string) => unknown = JSON.parse): unknown {
  try {
    // Some writers begin with a byte order mark, which is no JSON.
    return parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** At least a second: it is passed on in whole seconds, and 0 would ask for a repetition at once. */
function retryAfterMs({ headers }: HttpAnswer): number | undefined {
  const now = Date.now();
  const wait = readRetryAfter(headers['retry-after'], { leastMs: 1_000, now });
  return wait && wait.at - now;
}
