import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import bodyParser from 'koa-bodyparser';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { packingsOf } from './content-encoding.ts';
import type { Load } from './load-shedding.ts';
import type { Pace } from './pace.ts';

/**
 * A body as JSON, whatever its Content-Type says; `limits.bodyBytes` at most, packed and unpacked. Throws Failure unless it is an
 * object, and UnreadBody where it was not even JSON.
 */
export type ReadObject = (ctx: Context, account: string) => Promise<Record<string, unknown>>;

type Seen = { body: string; bytes: number; isAnnounced: boolean };

/** A body that is too large, or no JSON object: with as much of it as may be kept for a person to look at. */
export class UnreadBody extends Failure {
  readonly body: string;
  /** As it came or was announced. */
  readonly bytes: number;
  /** It did not say how long it is, and was not read to its end. */
  readonly isLonger: boolean;

  constructor(kind: 'too-large' | 'invalid-json', seen: Seen, cause?: unknown) {
    super(kind, kind === 'too-large' ? 'Payload Too Large' : 'Invalid JSON', { cause });
    this.name = 'UnreadBody';
    this.body = seen.body;
    this.bytes = seen.bytes;
    this.isLonger = kind === 'too-large' && !seen.isAnnounced;
  }
}

/** `onProtoPoisoning` is co-body's: `__proto__` is a field like any other that nobody knows. */
const options: bodyParser.Options & { onProtoPoisoning: 'remove' } = {
  enableTypes: ['json'],
  detectJSON: () => true,
  jsonLimit: String(limits.bodyBytes),
  strict: false,
  onProtoPoisoning: 'remove',
};
const parse = bodyParser(options);

type Parts = {
  charge: Load['charge'];
  pace: Pace;
};

/** Charges every byte to the account while it comes. */
export function bodyReader({ charge, pace }: Parts): ReadObject {
  return async function readObject(ctx, account) {
    namePacking(ctx.req);
    const isPacked = ctx.req.headers['content-encoding'] !== undefined;
    // It may unpack to as much as any other, and what it comes to shows in the end.
    if (isPacked) await pace.enter(account, 0);
    const bytes = watchBytes(ctx.req, (count, size) => {
      charge(ctx.req, account, count);
      return isPacked ? undefined : inPace(account, count, size);
    });
    try {
      if (isPacked) charge(ctx.req, account, limits.bodyBytes);
      await Promise.race([parse(ctx, async () => undefined), bytes.trouble]);
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'too-large') throw error;
      const kind = isTooLarge(error) ? 'too-large' : 'invalid-json';
      throw new UnreadBody(kind, kind === 'too-large' ? await headOf(ctx.req, bytes) : bytes.seen(), error);
    } finally {
      bytes.release();
    }
    const { body, rawBody } = ctx.request;
    if (isPacked) pace.note(account, String(rawBody).length);
    // The parser puts U+FFFD in the place of bytes that are no UTF-8: a name or an address that nobody has. Those of a
    // packed body are not text: there the character itself is refused too.
    const isText = !String(rawBody).includes('\uFFFD') || isUtf8(bytes.all());
    if (!rawBody || !isText || !isObject(body))
      throw new UnreadBody('invalid-json', { ...bytes.seen(), body: String(rawBody ?? '') });
    return body;
  };

  /** What has to be waited for before more of a body is read, of which `count` bytes make `size`. */
  function inPace(account: string, count: number, size: number): Promise<void> | undefined {
    if (size <= limits.largeBodyBytes) return undefined;
    if (size - count <= limits.largeBodyBytes) return pace.enter(account, size);
    pace.note(account, count);
    return undefined;
  }
}

/** What koa-bodyparser and Node throw while a body is read carries a status and a type. */
function isTooLarge(error: unknown): boolean {
  const { status, kind } = error as { status?: number; kind?: string };
  return status === 413 || kind === 'too-large';
}

type Watched = ReturnType<typeof watchBytes>;

/**
 * Looks at the bytes of a body as they pass, and stops while `take` has something to wait for. `trouble` rejects where the
 * parser would wait on: it counts a packed body's bytes only when they are unpacked, and does not see its sender go away.
 */
function watchBytes(request: IncomingMessage, take: (count: number, size: number) => Promise<void> | undefined) {
  const chunks: Buffer[] = [];
  let size = 0;
  let fail: (error: unknown) => void = () => undefined;
  const trouble = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  trouble.catch(() => undefined);
  const look = (chunk: Buffer): void => {
    size += chunk.length;
    try {
      if (size > limits.bodyBytes) throw new Failure('too-large', 'Payload Too Large');
      const waiting = take(chunk.length, size);
      chunks.push(chunk);
      if (!waiting) return;
      request.pause();
      waiting.catch(fail).finally(() => request.resume());
    } catch (error) {
      fail(error);
    }
  };
  const giveUp = (): void => fail(new Failure('invalid-json', 'Invalid JSON'));
  const all = () => Buffer.concat(chunks);
  request.on('data', look).on('aborted', giveUp);
  return {
    trouble,
    all,
    seen: (): Seen => ({
      body: all().toString('utf8'),
      bytes: Math.max(size, announced(request)),
      isAnnounced: request.headers['content-length'] !== undefined,
    }),
    release: () => void request.off('data', look).off('aborted', giveUp),
  };
}

function announced({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** In the one spelling that the parser knows: the names have no case, and what is not packed is `identity`. */
function namePacking({ headers }: IncomingMessage): void {
  const packings = packingsOf(headers['content-encoding']);
  delete headers['content-encoding'];
  if (packings.length > 0) headers['content-encoding'] = packings.join(', ').replace(/^x-gzip$/, 'gzip');
}

const headWithinMs = 1_000;

/** The beginning of a body that is not read: one that announces its size is refused before its first byte. */
async function headOf(request: IncomingMessage, { all, seen }: Watched): Promise<Seen> {
  const known = all();
  const head = known.length > 0 ? known : await firstChunk(request);
  const isPacked = request.headers['content-encoding'] !== undefined;
  const text = isPacked ? '' : head.subarray(0, limits.rejectedHeadBytes).toString('utf8');
  return { ...seen(), body: text };
}

function firstChunk(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const end = (chunk?: Buffer): void => {
      clearTimeout(timer);
      request.off('data', end).off('close', end).pause();
      resolve(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0));
    };
    const timer = setTimeout(end, headWithinMs);
    request.on('data', end).once('close', end).resume();
  });
}

/** The same for a text that was kept. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through to the one answer there is.
  }
  throw new Failure('invalid-json', 'Invalid JSON');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
