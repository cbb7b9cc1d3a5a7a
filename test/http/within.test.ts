import { expect, test, vi } from 'vitest';
import { within } from '../../src/http/within.ts';

test('the signal of a call aborts when its time is over', async () => {
  const aborted = (signal: AbortSignal) =>
    new Promise<string>((done) => signal.addEventListener('abort', () => done('aborted')));
  expect(await within(1, ({ signal }) => aborted(signal))).toBe('aborted');
});

test.each(['answered', 'failed'])('of a call that is %s no timer is left', async (how) => {
  vi.useFakeTimers();
  try {
    const signals: AbortSignal[] = [];
    const calling = within(1000, async ({ signal }) => {
      signals.push(signal);
      if (how === 'failed') throw new Error('no');
    });
    await calling.catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  } finally {
    vi.useRealTimers();
  }
});
