import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import bodyParser from 'koa-bodyparser';
import rawBody from 'raw-body';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { knownPackingsOf, unpackerOf } from './content-encoding.ts';
import type { Load } from './load-shedding.ts';
import type { Pace } from './pace.ts';

/**
 * A body as JSON, whatever its Content-Type says; `limits.bodyBytes` at most, packed and unpacked. Throws Failure unless it is an
 * object, and UnreadBody where it was not even JSON.
 */
export type ReadObject = (ctx: Context, account: string) => Promise<Record<string, unknown>>;

/** A body's very bytes, unpacked, within the same bound. Throws Failure, and UnreadBody where it cannot be had. */
export type ReadBytes = (ctx: Context, account: string) => Promise<Buffer>;

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
export function bodyReader({ charge, pace }: Parts): { readObject: ReadObject; readBytes: ReadBytes } {
  return {
    async readObject(ctx, account) {
      namePacking(ctx.req);
      const { watched } = await read(ctx.req, account, async () => {
        await parse(ctx, async () => undefined);
        return String(ctx.request.rawBody).length;
      });
      const { body, rawBody: text } = ctx.request;
      // The parser puts U+FFFD in the place of bytes that are no UTF-8: a name or an address that nobody has. Those of a
      // packed body are not text: there the character itself is refused too.
      const isText = !String(text).includes('\uFFFD') || isUtf8(watched.all());
      if (!text || !isText || !isObject(body))
        throw new UnreadBody('invalid-json', { ...watched.seen(), body: String(text ?? '') });
      return body;
    },

    async readBytes({ req }, account) {
      let bytes: Buffer = Buffer.alloc(0);
      await read(req, account, async () => {
        const unpacker = unpackerOf(req.headers['content-encoding']);
        const length = unpacker ? undefined : req.headers['content-length'];
        bytes = await rawBody(unpacker ? req.pipe(unpacker) : req, { limit: limits.bodyBytes, length: length ?? null });
        return bytes.length;
      });
      return bytes;
    },
  };

  /** `take` reads the body and resolves to its size, unpacked. */
  async function read(request: IncomingMessage, account: string, take: () => Promise<number>) {
    const isPacked = knownPackingsOf(request.headers['content-encoding']).length > 0;
    // It may unpack to as much as any other, and what it comes to shows in the end.
    if (isPacked) await pace.enter(account, 0);
    const watched = watchBytes(request, (count, size) => {
      charge(request, account, count);
      return isPacked ? undefined : inPace(account, count, size);
    });
    try {
      if (isPacked) charge(request, account, limits.bodyBytes);
      const size = await Promise.race([take(), watched.trouble]);
      if (isPacked) pace.note(account, size);
      return { watched };
    } catch (error) {
      if (error instanceof Failure && error.kind !== 'too-large') throw error;
      const kind = isTooLarge(error) ? 'too-large' : 'invalid-json';
      throw new UnreadBody(kind, kind === 'too-large' ? await headOf(request, watched) : watched.seen(), error);
    } finally {
      watched.release();
    }
  }

  /** What has to be waited for before more of a body is read, of which `count` bytes make `size`. */
  function inPace(account: string, count: number, size: number): Promise<void> | undefined {
    if (size <= limits.largeBodyBytes) return undefined;
    if (size - count <= limits.largeBodyBytes) return pace.enter(account, size);
    pace.note(account, count);
    return undefined;
  }
}

/** What raw-body, koa-bodyparser and Node throw while a body is read carries a status and a type. */
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

/** In the one spelling that the parser knows: the names have no case, and those that say nothing of packing are left out. */
function namePacking({ headers }: IncomingMessage): void {
  const packings = knownPackingsOf(headers['content-encoding']);
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

/** The object in a body that was read as bytes. Throws Failure `invalid-json`. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through to the one answer there is.
  }
  throw new Failure('invalid-json', 'Invalid JSON');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
