import { type Random, randomOf } from '../support/random.ts';
import { drawPath } from './addresses.ts';
import { spoilBody } from './bodies.ts';
import { frame, frameInChunks, type Message, misframe } from './framing.ts';
import { drawContentType, drawMethod, drawOthers, drawToken } from './heads.ts';
import type { Known } from './known.ts';
import { validCreate, validWebhook } from './valid.ts';

export type Rubbish = {
  index: number;
  method: string;
  path: string;
  bytes: Buffer;
  /** One request that ends where it says: it may go over a connection that others use too. */
  isFramed: boolean;
};

/** The same request for the same seed and index, but for the ids of interviews and the secrets, which are random. */
export function drawRubbish(seed: number, index: number, known: Known): Rubbish {
  const random = randomOf('rubbish', seed, index);
  const message = drawMessage(random, index, known);
  const { method, path } = message;
  if (random.chance(0.08)) return { index, method, path, bytes: misframe(random, message), isFramed: false };
  const isChunked = message.body !== undefined && random.chance(0.05);
  // Where a body without a length stands, everything after it would be read as the next request.
  const bytes = isChunked ? frameInChunks(random, message) : frame(message);
  return { index, method, path, bytes, isFramed: true };
}

function drawMessage(random: Random, index: number, known: Known): Message {
  const { tokens } = known;
  switch (random.pick({ webhook: 45, create: 25, look: 30 })) {
    case 'webhook':
      return withBody(random, '/webhooks/jobmojito', tokens.webhook, validWebhook(random, index, known), known);
    case 'create':
      return withBody(random, '/interviews', tokens.provider, validCreate(random, index, known), known);
    case 'look': {
      const path = drawPath(random, known);
      const right = /^\/(metrics|operator)/.test(path) ? tokens.operator : tokens.provider;
      const headers = [...drawToken(random, right, known), ...drawOthers(random)];
      return { method: drawMethod(random, 'GET'), path: asBytes(path), headers, body: undefined };
    }
  }
}

function withBody(
  random: Random,
  usualPath: string,
  right: string,
  valid: Parameters<typeof spoilBody>[1],
  known: Known,
): Message {
  const { bytes, encoding } = spoilBody(random, valid);
  const encodingHeader: [string, string][] = encoding === undefined ? [] : [['Content-Encoding', encoding]];
  return {
    method: drawMethod(random, 'POST'),
    path: random.chance(0.97) ? usualPath : asBytes(drawPath(random, known)),
    headers: [...drawToken(random, right, known), ...drawContentType(random), ...encodingHeader, ...drawOthers(random)],
    body: bytes,
  };
}

/** Each byte of UTF-8 as a character, as request lines are written. */
function asBytes(path: string): string {
  return Buffer.from(path).toString('latin1');
}
