import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorldOf, sendInterviewOf, sendResult } from '../../../testing/accounts.ts';
import { only } from '../../../testing/interviews.ts';
import { bridgeCommand, untilHistory } from '../../../testing/operator.ts';
import { day } from '../../../testing/times.ts';
import type { World } from '../../../testing/world.ts';

const accounts = ['acme', 'globex'];
const answers = { failed: 404, refused: 409, acknowledged: 204 };

/** `<account> <state> <day>`: one of each state in each account on each of two days, and when those days ended. */
let world: World;
const names = new Map<string, string>();
const ends: string[] = [];
beforeAll(async () => {
  world = await openWorldOf(['globex']);
  for (const today of [1, 2]) {
    for (const account of accounts) {
      for (const [state, status] of Object.entries(answers)) {
        const sent = await sendInterviewOf(world, account);
        world.workable.control.answerWith({ status, ...only(sent) });
        await sendResult(world, account, sent);
        await untilHistory(world, sent, new RegExp(`\\(${status}\\)`));
        names.set(sent.id, `${account} ${state} ${today}`);
      }
    }
    world.clock.advance(day / 2);
    ends.push(new Date(world.clock.now()).toISOString());
    world.clock.advance(day / 2);
  }
});
afterAll(() => world.close());

const every = (state: string) => accounts.flatMap((account) => [1, 2].map((today) => `${account} ${state} ${today}`));

describe.each(['interviews', 'replay --dry-run'])('%s finds', (command) => {
  const isReplay = command.startsWith('replay');

  it.each<[string, string[]]>([
    ['--state failed', every('failed')],
    ['--state refused', every('refused')],
    ['--state delivered', every('acknowledged')],
    ['--state invited', []],
    ['--state failed --account acme', ['acme failed 1', 'acme failed 2']],
    ['--state failed --since DAY1', ['acme failed 2', 'globex failed 2']],
    ['--state failed --until DAY1', ['acme failed 1', 'globex failed 1']],
    ['--state refused --account globex --since DAY1', ['globex refused 2']],
    ['--state refused --account globex --until DAY1', ['globex refused 1']],
    ['--state delivered --account acme --since DAY1 --until DAY2', ['acme acknowledged 2']],
    ['--state failed --since DAY2', []],
    ['--state failed --since DAY2 --until DAY1', []],
    [
      '--account acme --until DAY1',
      isReplay ? ['acme failed 1'] : ['failed', 'refused', 'acknowledged'].map((state) => `acme ${state} 1`),
    ],
  ])('%s', async (filters, expected) => {
    const words = filters.replace('DAY1', ends[0] ?? '').replace('DAY2', ends[1] ?? '');
    const { code, lines } = await bridgeCommand(world, `${command} ${words}`);
    const found = lines.flatMap((line) => names.get(/\w+_[\w-]{22}/.exec(line)?.[0] ?? '') ?? []);
    expect([code, found.toSorted()]).toEqual([0, expected.toSorted()]);
  });
});

it.each([
  ['failed', ['globex failed 2', 'acme failed 2', 'globex failed 1', 'acme failed 1']],
  ['failed --account globex', ['globex failed 2', 'globex failed 1']],
])('%s lists what failed, the newest first, whichever account it is of', async (words, expected) => {
  const { lines } = await bridgeCommand(world, words);
  expect(lines.slice(0, -1).map((line) => names.get(line.split('  ')[1] ?? ''))).toEqual(expected);
  expect(lines.at(-1)).toBe(`${expected.length} in all`);
});
