import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withBackFill, withBackFillStopped } from '../../../src/workable/stages/back-fills.ts';
import { newConnection, withTaskDone } from '../../../src/workable/stages/connection.ts';

const fresh = newConnection({ id: 'acme_connection', account: 'acme' }, 0);

test('the first back-fill begins at once', () => {
  expect(withBackFill(fresh, 't1', 5_000).tasks['back-fill']?.nextAt).toBe(5_000);
});

test('however often back-fills are stopped and begun, a minute lies between those that let people out', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 20 }), (waits) => {
      let [record, now] = [withTaskDone(fresh, 'back-fill', 1_000_000, 1_060_000), 1_000_000];
      for (const [i, wait] of waits.entries()) {
        now += wait;
        record = withBackFill(withBackFillStopped(record, `t${i - 1}`, now), `t${i}`, now);
        expect(record.tasks['back-fill']?.nextAt).toBe(Math.max(now, 1_060_000));
      }
    }),
  );
});
