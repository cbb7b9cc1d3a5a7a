import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import bodyParser from 'koa-bodyparser';
import { Failure } from '../errors.ts';

const mostBytes = 1024 * 1024;

/** `onProtoPoisoning` is co-body's: `__proto__` is a field like any other that nobody knows. */
const options: bodyParser.Options & { onProtoPoisoning: 'remove' } = {
  enableTypes: ['json'],
  detectJSON: () => true,
  jsonLimit: String(mostBytes),
  strict: false,
  onProtoPoisoning: 'remove',
  onerror(error) {
    // What has no status comes from unpacking a compressed body.
    throw 'status' in error ? error : new Failure('invalid-json', 'Invalid JSON', { cause: error });
  },
};
const parse = bodyParser(options);

/** A body as JSON, whatever its Content-Type says; 1 MiB at most. Throws unless it is an object. */
export async function readObject(ctx: Context): Promise<Record<string, unknown>> {
  await parseUtf8(ctx);
  const { body, rawBody } = ctx.request;
  if (!rawBody || !isObject(body)) throw new Failure('invalid-json', 'Invalid JSON');
  return body;
}

/** The parser puts U+FFFD in the place of bytes that are no UTF-8: a name or an address that nobody has. */
async function parseUtf8(ctx: Context): Promise<void> {
  const bytes = watchBytes(ctx.req);
  try {
    await Promise.race([parse(ctx, async () => undefined), bytes.trouble]);
  } finally {
    bytes.release();
  }
  // Those of a packed body are not text: there the character itself is refused too.
  if (String(ctx.request.rawBody).includes('\uFFFD') && !isUtf8(bytes.seen())) {
    throw new Failure('invalid-json', 'Invalid JSON');
  }
}

/**
 * Looks at the bytes of a body as they pass. `trouble` rejects where the parser would wait on: it counts a packed body's
 * bytes only when they are unpacked, and does not see its sender go away.
 */
function watchBytes(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  let size = 0;
  let fail: (failure: Failure) => void = () => undefined;
  const trouble = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const look = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > mostBytes) fail(new Failure('too-large', 'Payload Too Large'));
    else chunks.push(chunk);
  };
  const giveUp = (): void => fail(new Failure('invalid-json', 'Invalid JSON'));
  request.on('data', look).on('aborted', giveUp);
  return {
    trouble,
    seen: () => Buffer.concat(chunks),
    release: () => void request.off('data', look).off('aborted', giveUp),
  };
}

/** The same for a text that was kept. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through to the one answer there is.
  }
  throw new Failure('invalid-json', 'Invalid JSON');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
