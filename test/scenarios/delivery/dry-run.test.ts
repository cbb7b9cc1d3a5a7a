import { afterAll, beforeAll, expect, it } from 'vitest';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilHistory, untilNothingIsDue } from '../../../testing/operator.ts';
import { peek } from '../../../testing/peek.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '1h' });
});
afterAll(() => world.close());

/** Workable has a score of 78; the better one and the recruiter's decision are answered with this status. */
async function changeAgainst(status: number, times = 1): Promise<{ sent: Sent; attempt: string }> {
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent, 7.8, { ai_analysis_recruiter: 'Good. '.repeat(20) });
  await untilDelivery(world, sent, 'acknowledged');
  world.workable.control.answerWith({ status, ...only(sent), times });
  await world.vendor.control.score(attempt, 8.2, {
    ai_analysis_recruiter: 'Better. '.repeat(20),
    recruiter_go_next_round: true,
  });
  await untilHistory(world, sent, new RegExp(`\\(${status}\\)`));
  return { sent, attempt };
}

/** A delivery that never succeeded. */
async function failAtOnce(): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  return sent;
}

/** What workers keep beside the work: their queues, their hints of when to look again, their holds. */
const OF_WORKERS = /^bridge:(\{jobs:\d+\}|\{next:\d\}|.*:hold:)/;

/** Everything that is stored but what workers keep for themselves, which changes while nothing is due as well. */
async function stored(): Promise<string[]> {
  const lines = (await peek(world.redisUrl)).split('\n');
  return lines.filter((line) => line.startsWith('bridge:') && !OF_WORKERS.test(line));
}

/** The lines about each interview; nothing is sent and nothing stored meanwhile. */
async function dryRun(words: string): Promise<string[]> {
  await untilNothingIsDue(world);
  const before = await stored();
  const puts = world.workable.control.callbacks.length;
  const { code, lines } = await bridgeCommand(world, `replay ${words} --dry-run`);
  await untilNothingIsDue(world);
  expect(code).toBe(0);
  expect(world.workable.control.callbacks).toHaveLength(puts);
  expect(await stored()).toEqual(before);
  return lines;
}

it('shows path by path what a replay would change', async () => {
  const { sent } = await changeAgainst(404);
  expect(await dryRun(sent.id)).toEqual([
    `${sent.id}  failed`,
    expect.stringMatching(/^ {2}Workable last acknowledged completed at \d{4}-/),
    '  interview.score    78 → 82',
    '  interview.grade    – → passed',
    '  interview.summary  changed (119 → 159 characters)',
    '1 checked, 1 would be sent; nothing was changed',
  ]);
});

it('shows everything where Workable has acknowledged nothing', async () => {
  const sent = await failAtOnce();
  const lines = await dryRun(sent.id);
  expect(lines[1]).toBe('  Workable has acknowledged nothing yet');
  const paths = lines.filter((line) => line.includes('  – → ')).map((line) => line.trim().split(/\s{2,}/)[0]);
  expect(paths.slice(0, 3)).toEqual(['status', 'results_url', 'interview.score']);
  expect(lines.join('\n')).not.toContain(world.url);
});

it('says so where there is nothing to send', async () => {
  const [open, done] = [await sendInterview(world), await sendInterview(world)];
  await scoreAttempt(world, done);
  await untilDelivery(world, done, 'acknowledged');
  expect(await dryRun(`${open.id} ${done.id}`)).toEqual([
    `${open.id}  invited`,
    '  nothing: there is no result yet',
    `${done.id}  delivered`,
    '  nothing: Workable has it',
    '2 checked, 0 would be sent; nothing was changed',
  ]);
});

it('says what is unknown after a try without an answer', async () => {
  const { sent } = await changeAgainst(500);
  const lines = await dryRun(sent.id);
  expect(lines[1]).toMatch(/^ {2}outcome unknown: a try at \d{4}-.* had no clear answer/);
  expect(lines).toContain('  interview.score    78 → 82');
});

it('says that the same goes out again where that is all that is sure', async () => {
  const { sent, attempt } = await changeAgainst(500, 2);
  const before = { ai_analysis_recruiter: 'Good. '.repeat(20), recruiter_go_next_round: null };
  const puts = putsOf(world, sent).length;
  await world.vendor.control.score(attempt, 7.8, before);
  await until('what it was before is tried at once', () => putsOf(world, sent).length > puts);
  await untilNothingIsDue(world);
  expect(await dryRun(sent.id)).toEqual([
    `${sent.id}  delivering`,
    expect.stringMatching(/^ {2}outcome unknown: /),
    expect.stringMatching(/^ {2}the same as acknowledged at /),
    '1 checked, 1 would be sent; nothing was changed',
  ]);
});

it('shows many by their filters, and names an id that it does not know', async () => {
  const { sent } = await changeAgainst(409);
  expect(await dryRun('--state refused --account default')).toContain(`${sent.id}  refused`);
  const unknown = 'default_00000000000000000000000000000000';
  const { code, errors } = await bridgeCommand(world, `replay ${unknown} --dry-run`);
  expect([code, errors]).toEqual([1, [`There is no interview ${unknown}`]]);
});

it('is sure again of what Workable has after a clear no', async () => {
  const { sent, attempt } = await changeAgainst(404);
  const puts = putsOf(world, sent).length;
  const before = { ai_analysis_recruiter: 'Good. '.repeat(20), recruiter_go_next_round: null };
  await world.vendor.control.score(attempt, 7.8, before);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(puts);
  expect(await dryRun(sent.id)).toContain('  nothing: Workable has it');
});

it('shows what a replay then sends, and has nothing to show after it', async () => {
  const { sent } = await changeAgainst(404);
  const lines = await dryRun(sent.id);
  await bridgeCommand(world, `replay ${sent.id}`);
  await until('it is replayed', () => putsOf(world, sent).length === 3);
  const [before, , after] = putsOf(world, sent).map(({ body }) => body as { interview: Record<string, unknown> });
  const changed = Object.keys(after!.interview).filter((key) => before!.interview[key] !== after!.interview[key]);
  expect(lines.flatMap((line) => /^ {2}interview\.(\w+) /.exec(line)?.[1] ?? [])).toEqual(
    changed.filter((key) => key !== 'details'),
  );
  await untilNothingIsDue(world);
  expect(await dryRun(sent.id)).toContain('  nothing: Workable has it');
});

it('needs little room for what it compares with', async () => {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent, 7.8, { ai_analysis_recruiter: 'Good. '.repeat(300) });
  await untilDelivery(world, sent, 'acknowledged');
  const kept = /"acknowledged":\{.*?\}\}\}/.exec((await peek(world.redisUrl)).replaceAll('\\', ''));
  expect(kept?.[0].length).toBeLessThan(900);
});
