import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { type ApiWorld, everyItem, openApiWorld } from '../../../testing/api.ts';
import { pageOf } from '../../../testing/events.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { dragCandidate } from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';

let world: ApiWorld<StageWorld>;
beforeAll(async () => {
  world = await openApiWorld(openStageWorld());
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

/** What Workable says of a refused comment repeats who it is about: it is neither shown nor logged. */
const refusal = { status: 422, body: { error: 'Body of Lakita Marrero <lakita@example.test> is invalid' } };

/** A candidate whose first comment Workable refuses for good. */
async function refused(): Promise<{ id: string; candidate: SpiCandidate }> {
  world.spi.fault({ method: 'POST', path: '/comments', how: refusal });
  const candidate = await dragCandidate(world);
  const found = await inTime(world, 'the comment has failed', async () =>
    (await failed()).find((each) => each.candidate_id === candidate.id),
  );
  world.spi.behave();
  return { id: found.id, candidate };
}

const failed = () => everyItem(world.api, '/applications?failed=true', 50);
const one = async (id: string) => (await world.api('GET', `/applications/${id}`)).body;
const written = (candidate: SpiCandidate) =>
  inTime(world, 'the comment stands there', () => notesOf(world, candidate).length === 1);

const gauge = (name: string) => measured(world, name, { account: 'default' });

async function findings(): Promise<{ level: string; text: string; count?: number }[]> {
  world.later(10_000);
  return (await world.api('GET', '/accounts/default/health')).body.findings;
}

describe('an entry that Workable refuses for good', () => {
  let id: string;
  let candidate: SpiCandidate;
  beforeAll(async () => {
    ({ id, candidate } = await refused());
  });

  it('is listed with the answer, by command and by API', async () => {
    const { lines } = await bridgeCommand(world, 'failed');
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^\\S+  ${id}  422  Body of .* is invalid$`)), '1 in all']);
    const [json = ''] = (await bridgeCommand(world, 'failed --json')).lines;
    expect(JSON.parse(json)).toMatchObject({ application_id: id, account: 'default', state: 'failed', status: 422 });
    expect((await one(id)).entries).toEqual([
      expect.objectContaining({ entry: 'comments/invited:1', state: 'failed', answer: expect.stringMatching(/^422 /) }),
    ]);
    expect((await world.api('GET', '/interviews?state=failed')).body.items).toEqual([]);
  });

  it('is counted by metrics, health and doctor', async () => {
    expect(await gauge('bridge_deliveries_failed')).toBe(1);
    const wrong = (await findings()).filter(({ level }) => level === 'wrong');
    expect(wrong).toEqual([
      expect.objectContaining({ count: 1, text: expect.stringContaining('1 application has an entry that could not') }),
    ]);
    expect((await bridgeCommand(world, 'doctor')).text).toContain('stage door: 1 application has an entry');
  });

  it('is shown with its history, without who it is about', async () => {
    const { text, code } = await bridgeCommand(world, `show ${id}`);
    expect(code).toBe(0);
    expect(text).toMatch(/^entries {5}failed$/m);
    expect(text).toMatch(/failed {4}at \S+, answer 422 Body of/);
    expect(text).toMatch(/sent invited: failed \(422\)/);
    expect(text).not.toMatch(/Lakita|Marrero|example\.test/);
    expect((await one(id)).history.at(-1).text).toContain('sent invited: failed (422)');
  });

  it('is named by what a replay would do, which does nothing yet', async () => {
    const { lines } = await bridgeCommand(world, `replay ${id} --dry-run`);
    expect(lines).toEqual([
      `${id}  failed`,
      '  comment “invited” of stay 1: it does not stand on the timeline yet',
      '1 checked, 1 would be sent; nothing was changed',
    ]);
    const { body } = await world.api('POST', '/replays', { body: { account: 'default', dry_run: true } });
    expect(body).toMatchObject({ looked_at: 1, would_send: 1, changes: [{ application_id: id, would_send: true }] });
    const difference = await world.api('GET', `/applications/${id}/difference`);
    expect(difference.body).toMatchObject({ application_id: id, would_send: true });
    expect(notesOf(world, candidate)).toEqual([]);
  });

  it('is written once when it is replayed, and is listed no more', async () => {
    expect((await bridgeCommand(world, `replay ${id}`)).text).toBe('1 delivery queued');
    await written(candidate);
    await inTime(world, 'nothing has failed', async () => (await failed()).length === 0);
    expect((await bridgeCommand(world, `replay ${id}`)).text).toContain('nothing to do: Workable is up to date');
    expect(await gauge('bridge_deliveries_failed')).toBe(0);
    expect((await one(id)).history.some(({ text }: { text: string }) => text === 'replayed by an operator')).toBe(true);
  });
});

test.each<[string, (id: string) => Promise<unknown>]>([
  ['POST /replays', () => world.api('POST', '/replays', { body: { all: true } })],
  ['POST /applications/{id}/deliver', (id) => world.api('POST', `/applications/${id}/deliver`)],
  ['bridge replay --all', () => bridgeCommand(world, 'replay --all')],
])('%s has a failed entry written, once', async (_, replay) => {
  const { id, candidate } = await refused();
  await replay(id);
  await written(candidate);
  world.later(40_000);
  await inTime(world, 'nothing has failed', async () => (await failed()).length === 0);
  expect(notesOf(world, candidate)).toHaveLength(1);
});

test('a failed entry that is dismissed raises no alarm, and can be delivered all the same', async () => {
  const { id, candidate } = await refused();
  expect((await bridgeCommand(world, `dismiss ${id}`)).text).toBe(`${id}  dismissed`);
  expect(await failed()).toEqual([]);
  expect(await gauge('bridge_deliveries_failed')).toBe(0);
  expect((await one(id)).entries).toEqual([expect.objectContaining({ state: 'dismissed' })]);
  expect((await world.api('POST', `/applications/${id}/dismiss`)).body.outcome).toBe('dismissed');
  expect((await world.api('POST', `/applications/${id}/deliver`)).body).toEqual({
    application_id: id,
    outcome: 'queued',
  });
  await written(candidate);
  await inTime(world, 'it is up to date', async () => {
    const { body } = await world.api('POST', `/applications/${id}/deliver`);
    return body.outcome === 'nothing_to_do';
  });
  expectError(await world.api('POST', `/applications/${id}/dismiss`), 409, `No entry of ${id} has failed`);
});

test('what is no application is not found', async () => {
  for (const id of ['default_application.nothing0123456789', 'other_application.nothing0123456789', 'nothing']) {
    expect((await world.api('GET', `/applications/${id}`)).status).toBe(404);
    expect((await world.api('POST', `/applications/${id}/deliver`)).status).toBe(404);
    expect((await world.api('POST', `/applications/${id}/dismiss`)).status).toBe(404);
  }
  const { text, code } = await bridgeCommand(world, 'show default_application.nothing0123456789');
  expect([code, text]).toEqual([1, 'There is no application default_application.nothing0123456789']);
});

test('events name the application, and no person', async () => {
  const { id } = await refused();
  const { body, text } = await pageOf(world, '?after=0&limit=200');
  const own = body.items.filter((each: { application_id?: string }) => each.application_id === id);
  expect(own).toEqual([
    expect.objectContaining({ event: 'application', outcome: 'enrolled', application_id: id }),
    expect.objectContaining({ event: 'delivery', outcome: 'failed', application_id: id, detail: '422' }),
  ]);
  expect(text).not.toMatch(/Lakita|Marrero|example\.test/);
  await bridgeCommand(world, `dismiss ${id}`);
});

describe('a comment without an answer that cannot be looked for', () => {
  it('is in doubt until it is found, and health says so', async () => {
    world.spi.fault({ method: 'POST', path: '/comments', how: 'drop', when: 'after', times: 1 });
    world.spi.fault({ method: 'GET', path: '/activities', how: { status: 503 } });
    const candidate = await dragCandidate(world);
    await written(candidate);
    world.later(10 * 60_000);
    await inTime(world, 'it is in doubt', async () => (await gauge('bridge_deliveries_outcome_unknown')) === 1);
    const doubts = (await findings()).filter(({ text }) => text.includes('without a clear answer'));
    expect(doubts).toEqual([expect.objectContaining({ level: 'wrong', count: 1 })]);
    const found = (await everyItem(world.api, '/applications', 50)).find((each) => each.candidate_id === candidate.id);
    expect(found.entries[0]).toMatchObject({ in_doubt_since: expect.any(String) });
    world.spi.behave();
    await inTime(world, 'it is found', async () => {
      world.later(60_000);
      return (await gauge('bridge_deliveries_outcome_unknown')) === 0;
    });
    expect(notesOf(world, candidate)).toHaveLength(1);
  });
});
