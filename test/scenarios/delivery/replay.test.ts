import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { only, putsOf, type Sent, scoreAttempt, scoreMany, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { day } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
let failed: Sent[] = [];
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

/** Three deliveries that Workable refused a day apart, and that it would take now. They last until they are sent. */
beforeEach(async () => {
  if (failed.length > 0 && tries().every((count) => count === 1)) return;
  await bridgeCommand(world, 'replay --all --rate 1000');
  await untilNothingIsDue(world);
  failed = [];
  for (let i = 0; i < 3; i += 1) {
    const sent = await sendInterview(world);
    world.workable.control.answerWith({ status: 404, ...only(sent), times: 1 });
    await scoreAttempt(world, sent);
    await untilDelivery(world, sent, 'failed');
    failed.push(sent);
    world.clock.advance(day);
  }
});

function tries(): number[] {
  return failed.map((sent) => putsOf(world, sent).length);
}

async function replay(filters: string) {
  const result = await bridgeCommand(world, `replay ${filters}`);
  await untilNothingIsDue(world);
  return result;
}

it('replays one by its id', async () => {
  expect(await replay(failed[1]!.id)).toMatchObject({ code: 0, text: '1 delivery queued' });
  expect(tries()).toEqual([1, 2, 1]);
  expect(world.workable.control.latest(failed[1]!.callbackUrl)).toMatchObject({ status: 'completed' });
});

it('replays several by their ids, and says which it does not know', async () => {
  const { code, lines, errors } = await replay(
    `${failed[0]!.id} default_00000000000000000000000000000000 ${failed[2]!.id}`,
  );
  expect([code, lines]).toEqual([
    1,
    ['There is no interview default_00000000000000000000000000000000', '2 deliveries queued'],
  ]);
  expect(errors).toHaveLength(1);
  expect(tries()).toEqual([2, 1, 2]);
});

it.each(['--all', '--state failed', '--account default', '--account default --state failed'])(
  'replays all that failed with %s',
  async (filters) => {
    expect(await replay(filters)).toMatchObject({ code: 0, text: expect.stringMatching(/^default: 3 queued;/) });
    expect(tries()).toEqual([2, 2, 2]);
    expect((await bridgeCommand(world, 'failed')).text).toBe('none');
  },
);

it('replays what failed since a time', async () => {
  const since = new Date(world.clock.now() - 2.5 * day).toISOString();
  expect((await replay(`--since ${since}`)).text).toMatch(/^default: 2 queued;/);
  expect(tries()).toEqual([1, 2, 2]);
});

it('replays what failed until a time', async () => {
  const until = new Date(world.clock.now() - 1.5 * day).toISOString();
  expect((await replay(`--until ${until}`)).text).toMatch(/^default: 2 queued;/);
  expect(tries()).toEqual([2, 2, 1]);
});

it('sends nothing a second time when everything is replayed twice', async () => {
  await replay('--all');
  const puts = world.workable.control.callbacks.length;
  for (const state of ['delivered', 'refused', 'delivering', 'invited', 'failed']) await replay(`--state ${state}`);
  await replay('--all');
  await replay(failed.map(({ id }) => id).join(' '));
  expect(world.workable.control.callbacks.length).toBe(puts);
});

it('says of one that Workable has, and of one without a result, that there is nothing to do', async () => {
  const [{ id }] = failed as [Sent];
  await replay(id);
  const open = await sendInterview(world);
  const history = (await bridgeCommand(world, 'history')).text;
  expect(await replay(`${id} ${open.id}`)).toMatchObject({
    code: 0,
    lines: [`${id}  nothing to do: Workable is up to date`, `${open.id}  nothing to do: it has no result yet`],
  });
  expect((await bridgeCommand(world, 'history')).text).toBe(history);
  expect((await bridgeCommand(world, `show ${open.id}`)).text).not.toContain('replayed');
});

it('fails again, visibly, what Workable still refuses', async () => {
  const [sent] = failed as [Sent];
  world.workable.control.answerWith({ status: 410, ...only(sent), times: 1 });
  await replay(sent.id);
  const line = (await bridgeCommand(world, 'failed')).lines.find((each) => each.includes(sent.id));
  expect(line).toContain('  410');
});

it('replays at once what would wait for its next try', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 500, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'trying');
  await replay('--state delivering');
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({ status: 'completed' });
});

it('writes what happened into the history', async () => {
  await replay(failed[0]!.id);
  const { text } = await bridgeCommand(world, `show ${failed[0]!.id}`);
  expect(text).toMatch(
    /sent completed: failed \(404\) in \d+ ms\n.*replayed by an operator\n.*sent completed: acknowledged \(200\) in/,
  );
});

it('replays many at once', async () => {
  world.workable.control.answerWith({ status: 404 });
  const many = await scoreMany(world, 40);
  for (const sent of many) await untilDelivery(world, sent, 'failed');
  world.workable.control.behave();
  await replay('--all --rate 1000');
  expect(many.map(({ callbackUrl }) => world.workable.control.latest(callbackUrl)?.status)).toEqual(
    many.map(() => 'completed'),
  );
});

it.each([
  ['nothing is named', '', 2, 'Say which'],
  ['ids and filters are named', 'default_00000000000000000000000000000000 --all', 2, 'Say either'],
  ['the state is unknown', '--state lost', 2, "'lost' is invalid. Allowed choices are inviting,"],
  ['the account is unknown', '--account nobody', 2, '--account should be one of default'],
  ['the time is none', '--since yesterday', 2, "'yesterday' is invalid. It should be a date"],
  ['the rate is none', '--all --rate fast', 2, "'fast' is invalid. It should be a number"],
  ['the rate is nothing', '--all --rate 0', 2, "'0' is invalid. It should be a number"],
  ['a rate is named for an id', 'default_00000000000000000000000000000000 --rate 5', 2, '--rate is for'],
])('replays nothing when %s', async (_what, filters, code, message) => {
  const result = await replay(filters);
  expect([result.code, result.errors]).toEqual([code, [expect.stringContaining(message)]]);
  expect(tries()).toEqual([1, 1, 1]);
});
