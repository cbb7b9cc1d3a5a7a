import type { Readable } from 'node:stream';

/** The first so many bytes of a body, or all where there are fewer or it breaks off; they stay in it for its reader. */
export function beginningOf(body: Readable, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const look = (): void => {
      // Less than wanted comes only at the end.
      const beginning: Buffer | null = body.read(bytes);
      if (beginning === null) return;
      body.unshift(beginning);
      settle(beginning);
    };
    const giveUp = (): void => settle(Buffer.alloc(0));
    const settle = (beginning: Buffer): void => {
      body.off('readable', look).off('end', giveUp).off('close', giveUp);
      resolve(beginning);
    };
    body.on('readable', look).on('end', giveUp).on('close', giveUp);
    // Nobody else listens yet; whoever reads the body sees the failure too.
    body.on('error', () => undefined);
  });
}
