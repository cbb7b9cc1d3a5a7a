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
 * Reads a body as JSON, regardless of its Content-Type; at most `limits.bodyBytes`, compressed and decompressed. Throws
 * Failure if it is not an object, UnreadBody if it is not JSON.
 */
export type ReadObject = (ctx: Context, account: string) => Promise<Record<string, unknown>>;

/**
 * Reads the decompressed bytes of a body, within the same limit. Throws Failure, and UnreadBody if it cannot be read.
 */
export type ReadBytes = (ctx: Context, account: string) => Promise<Buffer>;

type Seen = { body: string; bytes: number; isAnnounced: boolean };

/** A body that is too large or not a JSON object, with the part of it that may be kept for an operator. */
export class UnreadBody extends Failure {
  readonly body: string;
  /** Received or announced. */
  readonly bytes: number;
  /** It had no Content-Length and was not read to its end. */
  readonly isLonger: boolean;

  constructor(kind: 'too-large' | 'invalid-json', seen: Seen, cause?: unknown) {
    super(kind, kind === 'too-large' ? 'Payload Too Large' : 'Invalid JSON', { cause });
    this.name = 'UnreadBody';
    this.body = seen.body;
    this.bytes = seen.bytes;
    this.isLonger = kind === 'too-large' && !seen.isAnnounced;
  }
}

/** `onProtoPoisoning` is an option of co-body: `__proto__` counts as an unknown field. */
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

/** Charges every byte to the account as it arrives. */
export function bodyReader({ charge, pace }: Parts): { readObject: ReadObject; readBytes: ReadBytes } {
  return {
    async readObject(ctx, account) {
      namePacking(ctx.req);
      const { watched } = await read(ctx.req, account, async () => {
        await parse(ctx, async () => undefined);
        return String(ctx.request.rawBody).length;
      });
      const { body, rawBody: text } = ctx.request;
      // The parser replaces bytes that are not UTF-8 by U+FFFD, which would change a name or an address. The bytes of a
      // compressed body are not text: there U+FFFD itself is refused too.
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

  /** `take` reads the body and resolves to its decompressed size. */
  async function read(request: IncomingMessage, account: string, take: () => Promise<number>) {
    const isPacked = knownPackingsOf(request.headers['content-encoding']).length > 0;
    // Its decompressed size is only known at the end, and may be as large as that of any other body.
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

  /** Resolves when more of a body may be read: `count` bytes were read now, `size` in all. */
  function inPace(account: string, count: number, size: number): Promise<void> | undefined {
    if (size <= limits.largeBodyBytes) return undefined;
    if (size - count <= limits.largeBodyBytes) return pace.enter(account, size);
    pace.note(account, count);
    return undefined;
  }
}

/** Errors of raw-body, koa-bodyparser and Node while a body is read have a status and a type. */
function isTooLarge(error: unknown): boolean {
  const { status, kind } = error as { status?: number; kind?: string };
  return status === 413 || kind === 'too-large';
}

type Watched = ReturnType<typeof watchBytes>;

/**
 * Inspects the bytes of a body as they arrive, and pauses reading while `take` waits. `trouble` rejects where the
 * parser would keep waiting: the parser counts only decompressed bytes, and does not notice when the sender
 * disconnects.
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

/** In the spelling that the parser knows: lower case, without names that are not compressions. */
function namePacking({ headers }: IncomingMessage): void {
  const packings = knownPackingsOf(headers['content-encoding']);
  delete headers['content-encoding'];
  if (packings.length > 0) headers['content-encoding'] = packings.join(', ').replace(/^x-gzip$/, 'gzip');
}

const headWithinMs = 1_000;

/**
 * Reads the beginning of a body that is refused: one that announces too large a size is refused before its first byte.
 */
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

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The object in a body that was read as bytes. Throws Failure `invalid-json`. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(utf8.decode(bytes));
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through to `invalid-json`.
  }
  throw new Failure('invalid-json', 'Invalid JSON');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
