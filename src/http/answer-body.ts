import type { IncomingMessage } from 'node:http';
import { Readable, type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Budget } from './budget.ts';
import { isText, unpackersOf } from './content-encoding.ts';
import { RequestError, tooLarge, tooMuchAtOnce } from './request-error.ts';

/** `maxBytes` of the body as it came, and again decompressed. */
export type BodyLimit = { maxBytes: number; whenTooLarge: 'truncate' | 'fail' };

/** Reads the whole body of an answer and decompresses it; empty where that is impossible. Throws RequestError. */
export async function readAnswerBody(answer: IncomingMessage, limit: BodyLimit, budget: Budget): Promise<Buffer> {
  const memory = shareOf(budget);
  try {
    const body = await readBody(answer, limit, memory);
    return await decompress(body, answer.headers['content-encoding'], limit, memory);
  } finally {
    memory.release();
  }
}

type Memory = ReturnType<typeof shareOf>;

/** The part of a budget that one answer uses, compressed and decompressed, until it has been read. */
function shareOf(budget: Budget) {
  const taken: (() => void)[] = [];
  return {
    /** False where the budget is used up. */
    take(bytes: number): boolean {
      const release = budget.take(bytes);
      if (release) taken.push(release);
      return release !== undefined;
    },
    release(): void {
      for (const each of taken) each();
    },
  };
}

function readBody(answer: IncomingMessage, limit: BodyLimit, memory: Memory): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    answer.on('data', (chunk: Buffer) => {
      if (!memory.take(chunk.length)) return void answer.destroy(tooMuchAtOnce());
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit.maxBytes) return;
      // Closes the connection: the rest is never read.
      answer.destroy();
      if (limit.whenTooLarge === 'truncate') resolve(whole().subarray(0, limit.maxBytes));
      else reject(tooLarge(limit.maxBytes));
    });
    answer.on('end', () => resolve(whole()));
    answer.on('error', reject);
    answer.on('close', () => {
      if (!answer.readableEnded) reject(new Error('closed before its end'));
    });
  });
}

/**
 * Text is taken as it is, whatever `Content-Encoding` says. A body that cannot be decompressed becomes an empty one:
 * the status of the answer still counts.
 */
async function decompress(body: Buffer, encoding: string | undefined, limit: BodyLimit, memory: Memory) {
  if (encoding !== undefined && isText(body)) return body;
  const decompressors = unpackersOf(encoding, body);
  if (!decompressors) return Buffer.alloc(0);
  if (decompressors.length === 0) return body;
  const decompressed = await throughAll(body, decompressors, limit.maxBytes, memory);
  if (decompressed.length <= limit.maxBytes) return decompressed;
  if (limit.whenTooLarge === 'truncate') return decompressed.subarray(0, limit.maxBytes);
  throw tooLarge(limit.maxBytes);
}

/** Stops soon after `maxBytes`: a few bytes may decompress to any number (a zip bomb). Empty for invalid data. */
async function throughAll(body: Buffer, decompressors: readonly Transform[], maxBytes: number, memory: Memory) {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!memory.take(chunk.length)) return done(tooMuchAtOnce());
      chunks.push(chunk);
      size += chunk.length;
      done(size > maxBytes ? new Error('enough') : null);
    },
  });
  try {
    await pipeline([Readable.from([body]), ...decompressors, collect]);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (size <= maxBytes) return Buffer.alloc(0);
  }
  return Buffer.concat(chunks);
}
