import { expect, test } from 'vitest';
import { unexplained } from './silence.ts';

const bridge = 'http://127.0.0.1:1';

test('a process that lives and does not answer is found, one that was killed meanwhile is not', () => {
  const webs = new Map([[bridge, 'web1' as const]]);
  const silence = { bridge, since: 1_000, until: 31_000 };
  const found = (...killedAt: number[]) => unexplained([silence], webs, new Map([['web1' as const, killedAt]]));
  expect(found(5_000)).toEqual([]);
  expect(found(999, 31_001)).toEqual(['web1 did not answer a webhook within 30000 ms']);
  expect(found()).toHaveLength(1);
});
