import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { begin, putsOf, type Sent, sendInterview, templatesOf } from '../../../testing/interviews.ts';
import { countOf, untilNothingIsDue } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(world.vendor.control, { payloadShape: 'current', nullExternalId: false });
});

async function expectScore(sent: Sent, score: string): Promise<void> {
  const fits = (body: { interview?: { score?: string } }) => body.interview?.score === score;
  expect(await world.workable.control.waitFor(sent.callbackUrl, fits)).toMatchObject({ status: 'completed' });
}

describe('without an external id', () => {
  beforeEach(() => {
    world.vendor.control.nullExternalId = true;
  });

  it('the e-mail finds the interview', async () => {
    const sent = await sendInterview(world);
    await world.vendor.control.score(await begin(world, sent), 6);
    await expectScore(sent, '60');
  });

  it('the e-mail finds it in other letters too', async () => {
    const sent = await sendInterview(world, { email: `Lakita.${Date.now()}@Example.Test` });
    const changes = { candidate_external_id: null, candidate_email: ` ${sent.email.toUpperCase()} `, score: 6.2 };
    await world.vendor.control.sendWebhook(resultOf(sent, changes));
    await expectScore(sent, '62');
  });

  it('the e-mail finds the newest open interview of the same template', async () => {
    const first = await sendInterview(world);
    const second = await sendInterview(world, { email: first.email });
    await world.vendor.control.score(await begin(world, second), 6.4);
    await expectScore(second, '64');
    expect(putsOf(world, first)).toEqual([]);
  });

  it('the e-mail passes over an interview that has its result', async () => {
    const first = await sendInterview(world);
    const second = await sendInterview(world, { email: first.email });
    await world.vendor.control.score(await begin(world, second), 6.4);
    await expectScore(second, '64');
    await world.vendor.control.score(await begin(world, first), 3.1);
    await expectScore(first, '31');
  });

  it('the e-mail finds nothing at another template', async () => {
    const [, other = ''] = templatesOf(world);
    const sent = await sendInterview(world);
    const foreign = await countOf(world, 'webhook', 'foreign');
    await world.vendor.control.score(await begin(world, { ...sent, templateId: other }), 6);
    expect(await countOf(world, 'webhook', 'foreign')).toBe(foreign + 1);
    expect(putsOf(world, sent)).toEqual([]);
  });

  it('nor an e-mail, the profile learned before finds the interview', async () => {
    const sent = await sendInterview(world);
    await world.vendor.control.fail(await begin(world, sent));
    world.vendor.control.payloadShape = '2025';
    await world.vendor.control.score(await begin(world, sent), 6.6);
    await expectScore(sent, '66');
  });

  it('nor an e-mail, a profile seen at another template finds nothing', async () => {
    const [, other = ''] = templatesOf(world);
    const sent = await sendInterview(world);
    await world.vendor.control.fail(await begin(world, sent));
    world.vendor.control.payloadShape = '2025';
    const foreign = await countOf(world, 'webhook', 'foreign');
    await world.vendor.control.score(await begin(world, { ...sent, templateId: other }), 6);
    expect(await countOf(world, 'webhook', 'foreign')).toBe(foreign + 1);
  });
});

describe('an external id that a later invitation has overwritten', () => {
  it('leaves an attempt with the interview that has it', async () => {
    const first = await sendInterview(world);
    const attempt = await begin(world, first);
    await world.vendor.control.collect(attempt);
    const second = await sendInterview(world, { email: first.email });
    await world.vendor.control.score(attempt, 4.2);
    await expectScore(first, '42');
    expect(putsOf(world, second)).toEqual([]);
  });

  it('gives a new attempt to the later interview', async () => {
    const first = await sendInterview(world);
    const second = await sendInterview(world, { email: first.email });
    await world.vendor.control.score(await begin(world, second), 4.4);
    await expectScore(second, '44');
    expect(putsOf(world, first)).toEqual([]);
  });

  it('does not carry an attempt over to another template', async () => {
    const [, other = ''] = templatesOf(world);
    const first = await sendInterview(world);
    const second = await sendInterview(world, { email: first.email, templateId: other });
    await world.vendor.control.score(await begin(world, first), 4.6);
    await expectScore(first, '46');
    expect(putsOf(world, second)).toEqual([]);
  });

  it('leaves a finished interview its attempt when the decision comes late', async () => {
    const first = await sendInterview(world);
    const attempt = await begin(world, first);
    await world.vendor.control.score(attempt, 4.8);
    await expectScore(first, '48');
    const second = await sendInterview(world, { email: first.email });
    await world.vendor.control.decide(attempt, true);
    await world.workable.control.waitFor(first.callbackUrl, ({ interview }) => interview?.grade === 'passed');
    expect(putsOf(world, second)).toEqual([]);
  });
});

it('keeps an attempt where it is, even if a later webhook names another person', async () => {
  const owner = await sendInterview(world);
  const other = await sendInterview(world);
  const first = resultOf(owner, { score: 5.2 });
  await world.vendor.control.sendWebhook(first);
  await expectScore(owner, '52');
  const { control } = world.vendor;
  await control.sendWebhook({ ...first, score: 5.4, candidate_external_id: other.id });
  await expectScore(owner, '54');
  expect(putsOf(world, other)).toEqual([]);
});

describe("other people's results", () => {
  it('are accepted, counted and not reported', async () => {
    const foreign = await countOf(world, 'webhook', 'foreign');
    const puts = world.workable.control.callbacks.length;
    const stranger = { id: 'REF-2291', email: 'stranger@example.test', templateId: templatesOf(world)[0] ?? '' };
    const webhook = await world.vendor.control.sendWebhook(resultOf(stranger));
    expect(webhook.status).toBe(200);
    expect(await countOf(world, 'webhook', 'foreign')).toBe(foreign + 1);
    await untilNothingIsDue(world);
    expect(world.workable.control.callbacks.length).toBe(puts);
  });

  it('stay theirs when they bear an id that looks like ours', async () => {
    const stranger = { email: 'stranger@example.test', templateId: templatesOf(world)[0] ?? '' };
    for (const id of [`default_${'0'.repeat(32)}`, `other_${'0'.repeat(32)}`, '__proto__', '']) {
      const webhook = await world.vendor.control.sendWebhook(resultOf({ ...stranger, id }));
      expect(webhook.status).toBe(200);
    }
  });
});

it('finds what no webhook could be joined to by asking the vendor', async () => {
  const sent = await sendInterview(world);
  Object.assign(world.vendor.control, { payloadShape: '2025', nullExternalId: true });
  await world.vendor.control.score(await begin(world, sent), 7.2);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.clock.advance(24 * 60 * 60_000);
  await until('Workable got it', () => putsOf(world, sent).length > 0);
  await expectScore(sent, '72');
});
