import type { Readable } from 'node:stream';

/** The first bytes of a body, fewer if it ends or fails before. They stay in the stream for its reader. */
export function peek(body: Readable, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const read = (): void => {
      // Fewer bytes are read only at the end.
      const found: Buffer | null = body.read(bytes);
      if (found === null) return;
      body.unshift(found);
      finish(found);
    };
    const giveUp = (): void => finish(Buffer.alloc(0));
    const finish = (found: Buffer): void => {
      body.off('readable', read).off('end', giveUp).off('close', giveUp);
      resolve(found);
    };
    body.on('readable', read).on('end', giveUp).on('close', giveUp);
    // There is no other listener yet; the reader of the body sees the failure too.
    body.on('error', () => undefined);
  });
}
