import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { putsOf, type Sent, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { day } from '../../../testing/times.ts';
import { createBody, openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());
afterEach(() => {
  world.vendor.control.dropWebhooks = false;
});

/** `jörg.…@exämple.test` in four spellings of one person. */
function spellings(): Record<'composed' | 'decomposed' | 'punycode' | 'both', string> {
  const name = `jörg.${randomUUID()}`;
  const composed = `${name}@exämple.test`;
  return {
    composed,
    decomposed: composed.normalize('NFD'),
    punycode: `${name}@xn--exmple-cua.test`,
    both: `${name.normalize('NFD')}@xn--exmple-cua.test`,
  };
}

const pairs = [
  ['composed', 'decomposed'],
  ['composed', 'punycode'],
  ['composed', 'both'],
  ['decomposed', 'composed'],
  ['punycode', 'decomposed'],
] as const;

describe.each(pairs)('a person whom Workable writes %s and the vendor %s', (ours, theirs) => {
  it('is found in a webhook that names nothing but the address', async () => {
    const written = spellings();
    const sent = await sendInterview(world, { email: written[ours] });
    const changes = { candidate_external_id: null, candidate_email: written[theirs] };
    await world.vendor.control.sendWebhook(resultOf(sent, changes));
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '78' } });
  });

  it("is found in the vendor's list", async () => {
    const written = spellings();
    world.vendor.control.dropWebhooks = true;
    const sent = await sendInterview(world, { email: written[ours] });
    const attempt = await world.vendor.control.start(written[theirs], sent.templateId);
    await world.vendor.control.score(attempt, 7.4);
    world.clock.advance(day);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '74' } });
  });

  it('is one and the same for a create that comes again', async () => {
    const written = spellings();
    const body = createBody(world, { candidate: { first_name: 'Jörg', email: written[ours] } });
    const first = await world.ask('POST', '/interviews', { body });
    const candidate = { first_name: 'Jörg', email: written[theirs] };
    const again = await world.ask('POST', '/interviews', { body: { ...body, candidate } });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  });
});

it('a person whose address stands behind a name is found in a webhook', async () => {
  const sent = await sendInterview(world);
  const changes = { candidate_external_id: null, candidate_email: `"Novak, Ana" <${sent.email}>` };
  await world.vendor.control.sendWebhook(resultOf(sent, changes));
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '78' } });
});

it.each(['\u3002', '\uff0e', '\uff61'])(
  'a full stop of another script, %j, reaches the vendor as a plain one',
  async (stop) => {
    const name = `ana.${randomUUID()}`;
    const create = (email: string) => ({ candidate: { first_name: 'Ana', email } });
    const body = createBody(world, create(`${name}@example${stop}test`));
    const first = await world.ask('POST', '/interviews', { body });
    const again = await world.ask('POST', '/interviews', { body: { ...body, ...create(`${name}@example.test`) } });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(world.vendor.control.invitations.at(-1)?.email).toBe(`${name}@example.test`);
  },
);

it('a person with a similar address is another person', async () => {
  const { composed } = spellings();
  const sent: Sent = await sendInterview(world, { email: composed });
  const candidate_email = composed.replace('jörg', 'jorg');
  await world.vendor.control.sendWebhook(resultOf(sent, { candidate_external_id: null, candidate_email }));
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('a plain address is one question of each kind', async () => {
  const sent = await sendInterview(world);
  const before = world.vendor.control.requests.length;
  world.clock.advance(day);
  await untilNothingIsDue(world);
  const asked = world.vendor.control.requests.slice(before).filter(({ query }) => query.filter_text === sent.email);
  expect(asked.map(({ query }) => query.type).toSorted()).toEqual(['assessment', 'interview']);
});
