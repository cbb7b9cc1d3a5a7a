import { expect, test } from 'vitest';
import { stageKills } from './stage-kills.ts';

test('every row stands on the timeline once although processes are killed as they write', async () => {
  const lines: string[] = [];
  const options = { candidates: 8, providers: 1, kills: 4, workers: 1, seed: 7, within: 120 };
  expect(await stageKills.run(options, (line) => void lines.push(line)), lines.join('\n')).toBe(true);
  for (const moment of ['before', 'unanswered', 'answered']) expect(lines.at(-1)).toContain(`${moment} 1`);
}, 240_000);
