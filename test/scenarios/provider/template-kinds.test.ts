import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Misbehaviour } from '../../../sandbox/vendor/types.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, countOf, logged } from '../../../testing/operator.ts';
import { createBody, openWorld, type World } from '../../../testing/world.ts';

const minuteMs = 60_000;
const path = 'merchant-interview-list';
const nothing = '{"data":null,"pagination":{"total":0,"limit":1000,"offset":0,"has_more":false}}';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** What goes wrong with one kind alone. */
function spoil(kind: string, trouble: Omit<Misbehaviour, 'path' | 'query'>): void {
  world.vendor.control.misbehave({ path, query: { type: kind }, ...trouble });
}

function offered(kind?: string): string[] {
  return world.vendor.control.definitions
    .filter(({ status, is_ats, is_multi_stage }) => status === 'active' && !is_ats && !is_multi_stage)
    .filter(({ type }) => kind === undefined || type === kind)
    .map(({ id }) => id)
    .toSorted();
}

async function templates(): Promise<string[]> {
  world.clock.advance(minuteMs + 1);
  const { status, body } = await world.ask('GET', '/interview-templates');
  expect(status).toBe(200);
  return body.interview_templates.map(({ id }: { id: string }) => id).toSorted();
}

describe('a kind of which there is nothing', () => {
  it.each([
    ['null', nothing],
    ['left out beside the pagination', '{"pagination":{"total":0,"has_more":false}}'],
    ['null without a pagination', '{"data":null}'],
    ['null in the other wrapping', '{"results":null}'],
    ['an empty list', '{"data":[]}'],
    ['null, with a total that is a text', '{"data":null,"pagination":{"total":"0","has_more":"false"}}'],
  ])('is an empty list when its rows are %s', async (_how, json) => {
    spoil('assessment', { how: 'answer', json });
    expect(await templates()).toEqual(offered('interview'));
    expect(logged(world, 'templates')).toEqual([]);
    expect((await bridgeCommand(world, 'doctor')).code).toBe(0);
  });

  it('is unreadable when rows are counted and none is there', async () => {
    spoil('assessment', { how: 'answer', json: '{"data":null,"pagination":{"total":3}}' });
    expect(await templates()).toEqual(offered('interview'));
    expect(logged(world, 'templates')).toMatchObject([{ outcome: 'unanswered', level: 'warn' }]);
  });

  it('is no reason to forget what is known when it is an error in an answer that is fine', async () => {
    expect(await templates()).toEqual(offered());
    spoil('assessment', { how: 'answer', json: '{"error":"not today"}' });
    expect(await templates()).toEqual(offered());
  });

  it('of both is nothing to offer', async () => {
    world.vendor.control.misbehave({ path, how: 'answer', json: nothing });
    expect(await templates()).toEqual([]);
  });
});

describe('a kind that the key may not see', () => {
  const refused = { how: 'error', status: 403, words: 'Not permitted' } as const;

  it.each(['interview', 'assessment'])('leaves the other one: %s', async (kind) => {
    spoil(kind, refused);
    const other = kind === 'interview' ? 'assessment' : 'interview';
    expect(await templates()).toEqual(offered(other));
  });

  it('is logged once for each listing and counted', async () => {
    spoil('assessment', refused);
    await templates();
    const detail = 'assessment: The vendor refused: Not permitted';
    expect(logged(world, 'templates')).toMatchObject([
      { level: 'warn', outcome: 'refused', account: 'default', detail },
    ]);
    expect(await countOf(world, 'templates', 'refused')).toBe(1);
  });

  it('is named by doctor, with what to do', async () => {
    spoil('assessment', refused);
    const { code, text } = await bridgeCommand(world, 'doctor');
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/^WRONG .*kind assessment.*Not permitted.*Ask the vendor/m),
    ]);
    expect(text).toMatch(/^ok .*accepts our key and lists \d+ interview templates/m);
  });

  it('is not offered from memory, and the other one is remembered', async () => {
    expect(await templates()).toEqual(offered());
    spoil('assessment', refused);
    expect(await templates()).toEqual(offered('interview'));
    world.vendor.control.misbehave({ path, how: 'drop' });
    expect(await templates()).toEqual(offered('interview'));
  });

  it('has no jobs, and the other one has', async () => {
    spoil('assessment', refused);
    expect((await world.ask('GET', '/jobs')).body.jobs).toHaveLength(1);
  });

  it('has no attempts, and those of the other one are found', async () => {
    const { control } = world.vendor;
    control.dropWebhooks = true;
    control.misbehave({ path: 'merchant-result-list', query: { type: 'assessment' }, ...refused });
    const sent = await sendInterview(world);
    await control.score(await control.start(sent.email, sent.templateId), 7.4);
    world.clock.advance(24 * 60 * minuteMs);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '74' } });
  });

  it('of both is a refusal', async () => {
    world.vendor.control.misbehave({ path, ...refused });
    expectError(await world.ask('GET', '/interview-templates'), 502, 'The vendor refused: Not permitted');
  });
});

describe('a kind that fails for a while', () => {
  const passing: [string, Omit<Misbehaviour, 'path'>][] = [
    ['fails', { how: 'error', status: 503 }],
    ['hangs up', { how: 'drop' }],
    ['makes no sense', { how: 'garbage' }],
    ['limits us', { how: 'rate-limit' }],
  ];

  it.each(passing)('is offered as last known beside the fresh one when the vendor %s', async (_what, trouble) => {
    expect(await templates()).toEqual(offered());
    const { definitions } = world.vendor.control;
    const fresh = { ...definitions[0]!, id: crypto.randomUUID(), name: 'Brand new' };
    world.vendor.control.definitions = [fresh, ...definitions];
    spoil('assessment', trouble);
    expect(await templates()).toEqual(offered());
    expect(await countOf(world, 'templates', 'unanswered')).toBe(1);
    // What was remembered is still the whole list of before.
    world.vendor.control.behave();
    world.vendor.control.misbehave({ path, how: 'drop' });
    expect(await templates()).toEqual(definitions.flatMap(({ id }) => (offered().includes(id) ? id : [])).toSorted());
  });

  it('leaves the other one alone where nothing was known', async () => {
    spoil('assessment', { how: 'drop' });
    expect(await templates()).toEqual(offered('interview'));
  });

  it('is no reason to call one of its templates unknown: the create may come again', async () => {
    const [assessment = ''] = offered('assessment');
    spoil('assessment', { how: 'error', status: 503 });
    const body = createBody(world, { interview_template_id: assessment });
    expectError(await world.ask('POST', '/interviews', { body }), 503, 'The vendor answered 503');
    world.vendor.control.behave();
    world.clock.advance(minuteMs + 1);
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(201);
  });

  it('keeps its place in the list', async () => {
    world.clock.advance(minuteMs + 1);
    const whole = (await world.ask('GET', '/interview-templates')).text;
    spoil('interview', { how: 'error', status: 503 });
    world.clock.advance(minuteMs + 1);
    expect((await world.ask('GET', '/interview-templates')).text).toBe(whole);
  });

  it('is no empty list where nothing was known and the other one is empty', async () => {
    spoil('assessment', { how: 'answer', json: nothing });
    spoil('interview', { how: 'error', status: 503 });
    expectError(await world.ask('GET', '/interview-templates'), 503, 'The vendor answered 503');
  });

  it('is named by doctor', async () => {
    spoil('assessment', { how: 'error' });
    const { code, text } = await bridgeCommand(world, 'doctor');
    expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*kind assessment.*Try again later/m)]);
  });

  it('may have jobs, so the list of jobs fails', async () => {
    spoil('assessment', { how: 'error' });
    expectError(await world.ask('GET', '/jobs'), 503, 'The vendor answered 500');
  });

  it('may have the invitation, so its absence is not assumed', async () => {
    const { control } = world.vendor;
    control.misbehave({ path: 'job-interview-register-users', how: 'drop', times: 1 });
    const body = createBody(world);
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(503);
    control.misbehave({ path: 'merchant-result-list', query: { type: 'assessment' }, how: 'error' });
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(503);
    expect(control.invitations).toEqual([]);
    control.behave();
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(201);
    expect(control.invitations).toHaveLength(1);
  });
});

describe('more templates than can be offered', () => {
  beforeEach(() => {
    const [first] = world.vendor.control.definitions;
    world.vendor.control.definitions = Array.from({ length: 5_200 }, (_, i) => ({
      ...first!,
      id: crypto.randomUUID(),
      name: `Template ${i}`,
      updated_at: new Date(Date.UTC(2026, 0, 1) - i * 60_000).toISOString(),
    }));
  });

  it('are the newest five thousand, and the log says so', async () => {
    const newest = world.vendor.control.definitions.slice(0, 5_000).map(({ id }) => id);
    expect(await templates()).toEqual(newest.toSorted());
    expect(logged(world, 'templates')).toMatchObject([{ level: 'warn', outcome: 'cut', account: 'default' }]);
  });

  it('are reported by doctor', async () => {
    const { code, text } = await bridgeCommand(world, 'doctor');
    expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*more than the newest 5000.*Archive some/m)]);
  });
});

describe('a kind for which the key is refused', () => {
  it.each(['interview', 'assessment'])('leaves the other one: %s', async (kind) => {
    expect(await templates()).toEqual(offered());
    spoil(kind, { how: 'unauthorised' });
    expect(await templates()).toEqual(offered(kind === 'interview' ? 'assessment' : 'interview'));
  });

  it('is an error in the log, is counted, and is named by doctor', async () => {
    spoil('assessment', { how: 'unauthorised' });
    await templates();
    const detail = 'assessment: The vendor refused the API key';
    expect(logged(world, 'templates')).toMatchObject([
      { level: 'error', outcome: 'key-rejected', account: 'default', detail },
    ]);
    expect(await countOf(world, 'templates', 'key-rejected')).toBe(1);
    const { code, text } = await bridgeCommand(world, 'doctor');
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/^WRONG .*kind assessment.*refused the API key.*Ask the v/m),
    ]);
    expect(text).toMatch(/^ok .*accepts our key and lists \d+ interview templates/m);
  });

  it('has no jobs and no attempts, and those of the other one are found', async () => {
    const { control } = world.vendor;
    control.dropWebhooks = true;
    spoil('assessment', { how: 'unauthorised' });
    control.misbehave({ path: 'merchant-result-list', query: { type: 'assessment' }, how: 'unauthorised' });
    expect((await world.ask('GET', '/jobs')).body.jobs).toHaveLength(1);
    const sent = await sendInterview(world);
    await control.score(await control.start(sent.email, sent.templateId), 7.4);
    world.clock.advance(24 * 60 * minuteMs);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '74' } });
  });

  it.each([{ how: 'unauthorised' }, { how: 'error', status: 503 }] as const)(
    'is a rejected key where the other one fails too: %o',
    async (trouble) => {
      spoil('interview', { how: 'unauthorised' });
      spoil('assessment', trouble);
      expectError(await world.ask('GET', '/interview-templates'), 502, 'The vendor refused the API key');
      expect(logged(world, 'templates')).toMatchObject([
        { level: 'error', outcome: 'key-rejected', account: 'default' },
      ]);
      const { code, text } = await bridgeCommand(world, 'doctor');
      expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*refused the API key/m)]);
    },
  );
});
