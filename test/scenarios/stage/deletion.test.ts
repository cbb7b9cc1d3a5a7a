import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeAccount } from '../../../src/accounts/remove.ts';
import { makeManaged, managing } from '../../../testing/managed-account.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { peek } from '../../../testing/peek.ts';
import { passTime, scoreCandidate } from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { invitationsOf, moved, notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld({ DATA_KEY: 'a-data-key-of-32-characters-00000' });
});
afterAll(() => world.close());

/** Ids of all applications of an account. */
async function applications(account = 'default'): Promise<Set<string>> {
  const lines = (await peek(world.redisUrl)).split('\n');
  const list = lines.find((line) => line.startsWith(`bridge:{${account}}:applications `)) ?? '';
  return new Set([...list.matchAll(/\w+_application\.[\w-]+/g)].map(([id]) => id));
}

const count = async () => (await applications()).size;

async function invited() {
  world.later(10_000);
  const candidate = await moved(world);
  world.later(61_000);
  await until('the candidate is invited', () => notesOf(world, candidate).length === 1);
  return candidate;
}

describe('a candidate who is deleted at Workable', () => {
  it('is erased here when the event says so', async () => {
    const candidate = await invited();
    const before = await count();
    world.spi.people.delete(candidate.id);
    await world.spi.idle();
    expect(await count()).toBe(before);
    // Until then they may have been moved to another job, under another id.
    world.later(2 * 60 * 60_000);
    await until('the application is erased', async () => (await count()) === before - 1);
  });

  it('is not invited by a webhook of an earlier move that comes again', async () => {
    const { spi } = world;
    world.later(10_000);
    const candidate = await moved(world);
    const told = spi.deliveries.findLast((each) => each.candidateId === candidate.id);
    const before = await count();
    world.later(5_000);
    spi.people.delete(candidate.id);
    await spi.idle();
    expect(await spi.resend(told as never)).toBe(200);
    await pass(world);
    // Whoever comes now is invited, so that all before is done.
    await invited();
    world.later(3 * 60_000);
    await until('the application is erased', async () => (await count()) === before);
    expect(invitationsOf(world, candidate)).toBe(0);
  });

  it('is erased here when two reads find no candidate, ten minutes apart', async () => {
    const { spi } = world;
    world.later(10_000);
    const others = await applications();
    const candidate = spi.people.create({ stage: world.stage });
    await spi.idle();
    spi.switches({ lose: 1 });
    spi.people.delete(candidate.id);
    await spi.idle();
    spi.behave();
    world.later(11 * 60_000);
    const misses = () =>
      spi.requests.filter(({ path, status }) => path === `/candidates/${candidate.id}` && status === 404);
    await until('it is read', () => misses().length > 0);
    await pass(world);
    const own = [...(await applications())].find((id) => !others.has(id)) ?? '';
    expect(own).not.toBe('');
    world.later(10 * 60_000);
    const first = misses()[0]?.at ?? 0;
    await until('it is read again', () => misses().some(({ at }) => at - first >= 10 * 60_000));
    await pass(world, 4 * 60_000);
    await inTime(world, 'the application is erased', async () => !(await applications()).has(own));
    expect(invitationsOf(world, candidate)).toBe(0);
  });

  it('is not erased while the token is one of another company, for which Workable knows no candidate', async () => {
    const { spi } = world;
    const candidate = await invited();
    await world.restart({ WORKABLE_API_TOKEN: spi.tokens.add({ kind: 'oauth', subdomain: 'another' }) });
    await scoreCandidate(world, candidate, 7.8);
    const misses = () =>
      spi.requests.filter(({ path, status }) => path.startsWith(`/candidates/${candidate.id}`) && status === 404);
    await passTime(world, 'the comment is refused', () => misses().length > 0);
    const reads = () => misses().filter(({ method, path }) => method === 'GET' && path.endsWith(candidate.id));
    const since = spi.clock.now();
    await passTime(world, 'it is read for long', () => reads().some(({ at }) => at > since + 12 * 60_000));
    await world.restart();
    await passTime(world, 'it is told', () => /^AI interview: 78 %/.test(notesOf(world, candidate).at(-1) ?? ''));
  });

  it('is erased here once they are anonymized', async () => {
    const candidate = await invited();
    const before = await count();
    world.spi.people.anonymize(candidate.id);
    await pass(world);
    await until('the application is erased', async () => (await count()) === before - 1);
  });
});

describe('erasing a person', () => {
  it('finds an application without an interview', async () => {
    const { spi } = world;
    world.later(10_000);
    const candidate = await moved(world);
    const kept = await applications();
    const progress: string[] = [];
    const showProgress = (line: string) => void progress.push(line);
    const shown = await bridgeCommand(world, `forget ${candidate.email}`, world.env, { showProgress });
    expect(progress.at(-1)).toMatch(/^\[#+\.*\] account \d of \d, applications read: [1-9]/);
    expect(shown.text).toMatch(/would erase application default_application\./);
    const done = await bridgeCommand(world, `forget ${candidate.email} --yes`, world.env);
    expect(done.text).toMatch(/erased application default_application\./);
    expect((await applications()).size).toBe(kept.size - 1);
    expect(spi.candidate(candidate.id)).toBeDefined();
    spi.people.delete(candidate.id);
    await spi.idle();
  });

  it('keeps a candidate who stands in the stage from being invited again, and keeps nothing personal', async () => {
    const candidate = await invited();
    const done = await bridgeCommand(world, `forget ${candidate.email} --yes`, world.env);
    expect(done.text).toMatch(/erased interview default_[\s\S]*erased application default_application\./);
    const before = invitationsOf(world, candidate);
    world.spi.people.edit(candidate.id, { phone: '0555' });
    await pass(world);
    world.later(86_400_000);
    await pass(world);
    expect(invitationsOf(world, candidate)).toBe(before);
    expect((await bridgeCommand(world, `forget ${candidate.email}`, world.env)).text).toContain('nothing is stored');
  });
});

describe('removing an account', () => {
  it('ends its subscriptions at Workable first, then its applications and its connection', async () => {
    const { spi, job, stage, template } = world;
    const value = 'token-of-the-managed-account-0123456789';
    spi.tokens.add({ kind: 'oauth', value, appSecret: value });
    world.later(10_000);
    await makeManaged(world, 'acme', {
      WORKABLE_API_TOKEN: value,
      WORKABLE_API_URL: spi.url,
      WORKABLE_MEMBER: spi.member.email,
      STAGE_TRIGGERS: JSON.stringify([{ job, stage, template }]),
    });
    const own = () => spi.subscriptions().filter((each) => each.target.includes('/webhooks/workable/acme/'));
    const others = spi.subscriptions().length;
    await until('Workable knows the account', () => own().length === 3);
    await pass(world);
    await moved(world);
    await until('it has an application', async () => (await applications('acme')).size > 0);
    await managing(world, ({ manage }) => removeAccount(manage, 'acme', undefined, { force: true, erases: true }));
    world.later(6_000);
    await until('its subscriptions are gone', () => own().length === 0);
    // Counts of requests end by themselves.
    const left = (line: string) => line.includes('{acme}') && !/^bridge:\{acme\}:rate-(day|window):/.test(line);
    await until('all of it is gone', async () => !(await peek(world.redisUrl)).split('\n').some(left));
    expect(spi.subscriptions()).toHaveLength(others);
  });
});
