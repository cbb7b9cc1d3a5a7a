import { createSpiClock } from '../sandbox/workable-spi/clock.ts';
import { createWorkableSpi, type WorkableSpi } from '../sandbox/workable-spi/server.ts';
import type { SpiCandidate } from '../sandbox/workable-spi/types.ts';
import { templatesOf } from './interviews.ts';
import { secrets } from './secrets.ts';
import { openWorld, until, type World } from './world.ts';

/** A world with Workable's API beside it, and an account that has the stage door open. */
export type StageWorld = World & {
  spi: WorkableSpi;
  /** The first job of the fake, and the stage in which candidates are interviewed. */
  job: string;
  stage: string;
  /** The interview template of that stage. */
  template: string;
  /** Moves both clocks. */
  later(ms: number): void;
};

/** Limited as an application is, so that tests need not wait for windows; it signs as an account's token does. */
const apiToken = 'stage-door-token-of-tests-0123456789';

/** `aheadMs`: Workable's clock is so much ahead of that of the bridge. */
export async function openStageWorld(
  overrides: Record<string, string> = {},
  { aheadMs = 0 } = {},
): Promise<StageWorld> {
  const world = await openWorld();
  const spi = await createWorkableSpi({ clock: createSpiClock({ base: () => world.clock.now() + aheadMs }) });
  spi.tokens.add({ kind: 'oauth', value: apiToken, appSecret: apiToken });
  const job = spi.jobs[0]?.shortcode ?? '';
  const stage = 'ai-interview';
  const template = templatesOf(world)[0] ?? '';
  const settings = {
    WORKABLE_API_TOKEN: apiToken,
    WORKABLE_API_URL: spi.url,
    WORKABLE_MEMBER: spi.member.email,
    WORKABLE_MEMBER_IS_SERVICE: 'true',
    STAGE_TRIGGERS: JSON.stringify([{ job, stage, template }]),
    ...overrides,
  };
  await world.restart(settings);
  const stageWorld: StageWorld = {
    ...world,
    // Commands beside the bridge have the same settings.
    env: { ...world.env, ...settings },
    spi,
    job,
    stage,
    template,
    later: (ms) => world.clock.advance(ms),
    restart: (more = {}) => world.restart({ ...settings, ...more }),
    async close() {
      await world.close();
      await spi.close();
    },
  };
  await until('Workable knows the bridge', () => spi.subscriptions().length === 3);
  await untilTriggersHold(stageWorld);
  // Another window of requests begins.
  world.clock.advance(10_000);
  return stageWorld;
}

/** Who stood in the stage of each trigger before is known: from then on candidates are invited. */
export async function untilTriggersHold(world: StageWorld): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  await until('the triggers hold', async () => {
    // Requests to Workable wait for the next window, by the clock of the test.
    world.later(2_000);
    const { body } = await world.ask('GET', '/api/v1/triggers?account=default', { headers });
    const triggers: { state: string; is_ready: boolean }[] | undefined = body.items;
    return triggers?.every((each) => each.state !== 'active' || each.is_ready);
  });
}

/** What recruiters read on a candidate's timeline, from the bridge, oldest first. */
export function notesOf({ spi }: StageWorld, { id }: Pick<SpiCandidate, 'id'>): string[] {
  return spi.comments(id).map(({ body }) => body ?? '');
}

/** More than a minute passes, and the bridge has asked Workable what has changed since. */
export async function pass(world: StageWorld, ms = 61_000): Promise<void> {
  const { spi } = world;
  world.later(ms);
  const from = spi.clock.now();
  const isPoll = ({ at, path, query, status }: (typeof spi.requests)[number]) =>
    at >= from && path === '/candidates' && 'updated_after' in query && status === 200;
  await until('the bridge asks what has changed', () => spi.requests.some(isPoll));
}

/** A candidate of another stage, whom someone drags to a stage; all webhooks of it are answered. */
export async function moved(world: StageWorld, stage = world.stage, from = 'applied'): Promise<SpiCandidate> {
  const { spi } = world;
  const candidate = spi.people.create({ stage: from });
  await spi.idle();
  spi.people.move(candidate.id, stage);
  await spi.idle();
  return candidate;
}

/** How often the vendor was asked to invite a candidate. */
export function invitationsOf({ vendor }: StageWorld, { email }: Pick<SpiCandidate, 'email'>): number {
  return vendor.control.requests.filter(({ method, body }) => {
    return method === 'POST' && JSON.stringify(body ?? null).includes(email ?? '?');
  }).length;
}
