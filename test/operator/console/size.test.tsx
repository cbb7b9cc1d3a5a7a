import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { Difference } from '../../../src/operator/console/standing/difference.tsx';
import { History } from '../../../src/operator/console/standing/history.tsx';
import { consoleStyle } from '../../../src/operator/console/style.ts';
import { bytesOf } from '../../../src/pages/render.tsx';

/** A page also has its style, its head and its buttons, about as much as this. */
const rest = Buffer.byteLength(consoleStyle.text) + 8_000;

test('a page with the longest history and difference stays below 60,000 bytes', () => {
  const text = 'ж'.repeat(limits.historyLineCharacters / 3).padEnd(limits.historyLineCharacters, 'x');
  const lines = Array.from({ length: limits.historyLines }, (_, i) => ({ at: i * 60_000, text }));
  const changes = { isSent: true, text: Array.from({ length: 500 }, () => text) };
  const bytes = bytesOf(<History lines={lines} />) + bytesOf(<Difference changes={changes} />);
  expect(bytes + rest).toBeLessThanOrEqual(60_000);
});
