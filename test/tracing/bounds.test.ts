import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { openOtlp } from '../../src/tracing/otlp.ts';
import { createRecorder } from '../../src/tracing/recorder.ts';
import type { Unit } from '../../src/tracing/unit.ts';
import { openOtlpReceiver } from '../../testing/otlp-receiver.ts';

const settings = { headers: {}, serviceName: 'test', sampler: 'always_on', samplerArg: 1 };

function unitNamed(name: string): Unit {
  const at = Date.now();
  return {
    ...{ name, kind: 'server', startedAt: at, endedAt: at, attributes: {}, hasFailed: false },
    ...{ isFirst: false, calls: [], events: [] },
  };
}

test('a unit records only so many calls and events, and does all of them', async () => {
  const exported: Unit[] = [];
  const recorder = createRecorder({ exportUnit: (unit) => void exported.push(unit), now: Date.now });
  let sent = 0;
  await recorder.inUnit({ name: 'work', kind: 'consumer' }, async () => {
    for (let i = 0; i < limits.spansOfUnit + 10; i += 1) {
      await recorder.call(
        'GET',
        {},
        async () => (sent += 1),
        () => ({}),
      );
      recorder.event('poll answered', {});
    }
  });
  expect(sent).toBe(limits.spansOfUnit + 10);
  expect(exported.map(({ calls, events }) => [calls.length, events.length])).toEqual([
    [limits.spansOfUnit, limits.spansOfUnit],
  ]);
});

test('work of which nothing was recorded is no span, and what goes on after a unit is no part of it', async () => {
  const exported: Unit[] = [];
  const recorder = createRecorder({ exportUnit: (unit) => void exported.push(unit), now: Date.now });
  let end = (): void => undefined;
  let after: Promise<unknown> | undefined;
  await recorder.inUnit({ name: 'work', kind: 'consumer' }, async () => undefined);
  expect(exported).toEqual([]);
  await recorder.inUnit({ name: 'GET', kind: 'server' }, async () => {
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    after = ended.then(() =>
      recorder.call(
        'GET',
        {},
        async () => 1,
        () => ({}),
      ),
    );
  });
  end();
  await after;
  expect(exported.map(({ calls }) => calls.length)).toEqual([0]);
});

test('while the collector is silent only so many spans wait, and a stop does not', async () => {
  const receiver = await openOtlpReceiver();
  receiver.status = 0;
  const lost: number[] = [];
  const otlp = openOtlp({
    settings: { ...settings, endpoint: receiver.url },
    userAgent: 'bridge/1',
    onLost: (spans) => void lost.push(spans),
  });
  const all = limits.spansWaiting * 2;
  for (let i = 0; i < all; i += 1) otlp.exportUnit(unitNamed(`${i}`));
  receiver.status = 200;
  await otlp.close();
  expect(receiver.spans.length).toBeGreaterThan(0);
  // One batch was on its way.
  expect(receiver.spans.length).toBeLessThanOrEqual(limits.spansWaiting + 4 * limits.spansOfUnit);
  expect(lost).toEqual([]);
  await receiver.close();
});
