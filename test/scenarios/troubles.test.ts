import { expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../testing/api.ts';
import { type Sent, scoreAttempt, scoreMany, sendInterview } from '../../testing/interviews.ts';
import { openMailWorld } from '../../testing/mail-world.ts';
import {
  bridgeCommand,
  type CommandResult,
  untilDelivery,
  untilHistory,
  untilNothingIsDue,
} from '../../testing/operator.ts';
import { during, openRedis } from '../../testing/process.ts';
import { openStageWorld, type StageWorld } from '../../testing/stage-world.ts';
import { openTcpProxy, type TcpProxy } from '../../testing/tcp-proxy.ts';
import { hour, minute } from '../../testing/times.ts';
import { createBody, openWorld, secrets, until, type World } from '../../testing/world.ts';

/**
 * What goes wrong in the sandbox, what every face says of it while it lasts, and that all is well afterwards. The table
 * in docs/operations.md says the same.
 */
type Trouble<Each extends World = World> = {
  open: () => Promise<Each>;
  /** Resolves to the interview it is about, where it is about one. */
  play: (world: ApiWorld<Each>) => Promise<Pick<Sent, 'id'> | undefined>;
  /** Of `doctor`, `status` and the health of the account. */
  says: RegExp;
  show?: RegExp;
  /** Settings of the commands alone. */
  changes?: Record<string, string>;
  /** Nothing can be asked of the bridge itself: what its answer is like. */
  api?: 'silent';
  heal: (world: ApiWorld<Each>) => Promise<unknown>;
};

const plain = { JOBMOJITO_DETAILS: 'false' };
const list = 'merchant-interview-list';
const register = 'job-interview-register-users';

function trouble<Each extends World>(given: Trouble<Each>): Trouble {
  return given as unknown as Trouble;
}

/** Workable answers callbacks so, whatever it is asked. */
function callbacks(
  rule: Parameters<World['workable']['control']['answerWith']>[0],
  rest: Pick<Trouble, 'says' | 'show'>,
  many = 1,
): Trouble {
  return {
    open: () => openWorld(plain),
    async play(world) {
      world.workable.control.answerWith(rule);
      const sent = await scoreMany(world, many);
      await untilHistory(world, sent[0]!, /sent completed/);
      return sent[0];
    },
    async heal(world) {
      world.workable.control.behave();
      world.clock.advance(2 * hour);
      await untilNothingIsDue(world);
    },
    ...rest,
  };
}

/** The vendor answers so; a create is made meanwhile, and again once it is well. */
function vendor(trouble: Omit<Parameters<World['vendor']['control']['misbehave']>[0], 'path'>, says: RegExp): Trouble {
  const body = { candidate: { first_name: 'Lakita', last_name: 'Marrero', email: 'troubled@example.test' } };
  const create = (world: World) =>
    world.ask('POST', '/interviews', { body: createBody(world, { ...body, ...at(world) }) });
  const at = (world: World) => ({ callback_url: `${world.workable.url}/interviews/77` });
  return {
    open: () => openWorld(plain),
    async play(world) {
      await sendInterview(world);
      for (const path of [list, register]) world.vendor.control.misbehave({ path, ...trouble });
      expect((await create(world)).status).toBeGreaterThanOrEqual(502);
      return newestOf(world);
    },
    says,
    show: /^state +(not_invited|inviting|needs_decision): /m,
    async heal(world) {
      world.vendor.control.behave();
      world.clock.advance(2 * minute);
      await until('it is invited', async () => (await create(world)).status === 201);
    },
  };
}

async function newestOf(world: World): Promise<{ id: string }> {
  const { lines } = await bridgeCommand(world, 'interviews --limit 1 --json');
  return { id: JSON.parse(lines[0] ?? '{}').interview_id };
}

async function rejectOne(world: World): Promise<undefined> {
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  const { status } = await world.ask('POST', '/webhooks/jobmojito', { rawBody: '{"nonsense":1}', headers });
  expect(status).toBe(400);
}

const proxies = new WeakMap<object, TcpProxy>();

async function openBehindProxy(): Promise<World> {
  const redis = await openRedis();
  const proxy = await openTcpProxy(redis.port);
  const world = await openWorld({ ...plain, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  proxies.set(world.env, proxy);
  return {
    ...world,
    async close() {
      await world.close();
      await proxy.close();
      await redis.close();
    },
  };
}

const dataKey = 'a-data-key-of-32-characters-000000';

const comment = 'ats:collab:candidates:comment';
let everybody: StageWorld['spi']['permissions'][string] = [];

const troubles: Readonly<Record<string, Trouble>> = {
  'Workable answers 500 to everything': callbacks(
    { status: 500 },
    {
      says: /1 result waits for Workable since .*; Workable last answered 500.*; next try at /,
      show: /^state +delivering: .*500/m,
    },
  ),
  'Workable answers 401': callbacks(
    { status: 401 },
    {
      says: /Workable refuses our callback token since .*WORKABLE_CALLBACK_TOKEN/,
      show: /^state +delivering: .*callback token/m,
    },
    4,
  ),
  'Workable answers 429': callbacks(
    { status: 429, headers: { 'retry-after': '3600' } },
    {
      says: /all deliveries wait until .*rate limit.*"bridge close-circuit default"/,
      show: /^state +delivering: .*rate limit/m,
    },
  ),
  'Workable is silent': callbacks(
    { status: 200, drop: true },
    { says: /1 result waits for Workable since .*; the last try had no answer/, show: /^state +delivering: /m },
  ),
  'the circuit is open': {
    ...callbacks(
      { status: 200, drop: true },
      { says: /all deliveries wait until .*one at a time/, show: /many tries in a row/ },
      8,
    ),
    async play(world) {
      world.workable.control.answerWith({ status: 200, drop: true });
      const [first] = await scoreMany(world, 8);
      await until('it is known to last', async () => {
        world.clock.advance(5_000);
        return (await bridgeCommand(world, 'status')).text.includes('one at a time');
      });
      return first;
    },
  },
  'the vendor is down': vendor({ how: 'drop' }, /jobmojito: The vendor did not answer\. Try again later/),
  'the vendor is slow': vendor({ how: 'hang' }, /jobmojito: The vendor did not answer\. Try again later/),
  'the vendor answers 401': vendor({ how: 'unauthorised' }, /refused the API key.*JOBMOJITO_API_KEY/),
  'the vendor is out of credits': {
    ...vendor({ how: 'row-error' }, /1 interview has no invitation since .*: The vendor refused: No invitations left/),
    show: /^state +not_invited: .*No invitations left/m,
  },
  'webhooks are rejected': {
    open: () => openWorld(plain),
    play: rejectOne,
    says: /1 webhook was rejected, the first at .*"bridge replay-rejected" or "bridge discard"/,
    heal: (world) => bridgeCommand(world, 'discard --all'),
  },
  'a person is not invited': {
    ...vendor({ how: 'row-error', times: 1 }, /1 interview has no invitation.*"bridge cancel <id>"/),
    async heal(world) {
      const { id } = await newestOf(world);
      await bridgeCommand(world, `cancel ${id}`);
    },
  },
  'the DATA_KEY is wrong': {
    open: () => openWorld({ ...plain, DATA_KEY: dataKey }),
    async play(world) {
      await sendInterview(world);
      return undefined;
    },
    changes: { DATA_KEY: 'another-data-key-of-32-characters' },
    says: /encryption: .*DATA_KEY.*1 interview cannot be read/,
    api: 'silent',
    heal: async () => undefined,
  },
  'Redis is away': {
    open: openBehindProxy,
    async play(world) {
      await sendInterview(world);
      proxies.get(world.env)?.refuse();
      return undefined;
    },
    says: /Redis/i,
    heal: async (world) => proxies.get(world.env)?.accept(),
  },
  'the mail server is down': trouble({
    open: () => openMailWorld({ ...plain, DELIVERY_RETRY_SCHEDULE: '10m' }),
    async play(world) {
      world.smtp.answer('connect', 'die');
      const sent = await sendInterview(world);
      await untilDelivery(world, sent, 'trying');
      return sent;
    },
    says: /1 mail waits since .*; next try at /,
    show: /^state +inviting: The invitation waits for the mail server/m,
    async heal(world) {
      world.smtp.behave();
      world.clock.advance(hour);
      await untilNothingIsDue(world);
    },
  }),
  'the member may not comment': trouble<StageWorld>({
    open: () => openStageWorld(),
    async play({ spi }) {
      everybody = spi.permissions[comment] ?? [];
      spi.permissions[comment] = everybody.filter((role) => role !== spi.member.role);
      return undefined;
    },
    says: /stage door: WORKABLE_MEMBER may not comment.*another role/,
    heal: async ({ spi }) => {
      spi.permissions[comment] = everybody;
    },
  }),
  'the API token has expired': trouble<StageWorld>({
    open: () => openStageWorld(),
    async play({ spi, env, clock }) {
      spi.tokens.expireAt(env.WORKABLE_API_TOKEN ?? '', clock.now());
      return undefined;
    },
    says: /stage door: Workable does not accept the API token \(401\).*WORKABLE_API_TOKEN/,
    heal: async ({ spi, env, clock, later }) => {
      spi.tokens.expireAt(env.WORKABLE_API_TOKEN ?? '', clock.now() + 1000 * hour);
      later(2 * hour);
    },
  }),
  'all templates are gone': {
    open: () => openWorld(plain),
    async play({ vendor: { control } }) {
      for (const each of control.definitions) each.status = 'archived';
      return undefined;
    },
    says: /accepts our key but lists no active interview/,
    heal: async ({ vendor: { control } }) => {
      for (const each of control.definitions) each.status = 'active';
    },
  },
  'no worker runs': {
    open: () => openWorld({ ...plain, ROLES: 'web' }),
    async play(world) {
      const sent = await sendInterview(world);
      await scoreAttempt(world, sent);
      world.clock.advance(10 * minute);
      return sent;
    },
    says: /1 result waits for Workable since .*; none was tried yet; .*: is a worker running\?/,
    heal: async (world) => {
      await world.restart({ ROLES: 'web,worker' });
      await untilNothingIsDue(world);
    },
  },
};

it.each(Object.entries(troubles))(
  '%s: every face says so, and all is well afterwards',
  { timeout: 240_000 },
  async (_, each) => {
    const world = await openApiWorld(each.open());
    try {
      await untilWell(world);
      const sent = await each.play(world);
      const doctor = await untilSaid(world, each);
      expect([doctor.code, doctor.text]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^WRONG.*(?:${each.says.source})`, 'mi')),
      ]);
      const status = await bridgeCommand(world, 'status', each.changes);
      expect([status.code, status.text]).toEqual([1, expect.stringMatching(each.says)]);
      expect(status.lines[0]).toMatch(/wrong/);
      if (each.api !== 'silent') await expectHealth(world, each.says);
      if (sent && each.show) expect((await bridgeCommand(world, `show ${sent.id}`)).text).toMatch(each.show);
      await each.heal(world);
      await untilWell(world);
    } finally {
      await world.close();
    }
  },
);

/** What the doctor says then; where it never says it, what it says instead. */
async function untilSaid(world: World, { says, changes }: Trouble): Promise<CommandResult> {
  let found = await bridgeCommand(world, 'doctor', changes);
  const isSaid = async () => {
    found = await bridgeCommand(world, 'doctor', changes);
    return says.test(found.text);
  };
  await until('doctor says it', isSaid, 20_000).catch(() => expect(found.text).toMatch(says));
  return found;
}

/** Also where Redis is away. */
async function expectHealth(world: ApiWorld, says: RegExp): Promise<void> {
  const { status, body } = await world.ask('GET', '/api/v1/accounts/default/health', {
    headers: { authorization: `Bearer ${secrets.operatorToken}` },
  });
  expect([status, body.ok]).toEqual([200, false]);
  expect(body.findings.filter(({ level }: { level: string }) => level === 'wrong').map(textOf)).toContainEqual(
    expect.stringMatching(says),
  );
}

function textOf({ text }: { text: string }): string {
  return text;
}

async function untilWell(world: ApiWorld): Promise<void> {
  await until('all is well', async () => {
    const doctor = await bridgeCommand(world, 'doctor');
    const status = await bridgeCommand(world, 'status');
    const { body } = await world.api('GET', '/accounts/default/health');
    return doctor.code === 0 && status.code === 0 && /^All is well/.test(status.text) && body.ok === true;
  });
}

it('a result that is held for its score counts as no trouble', async ({ onTestFinished }) => {
  const world = await during(onTestFinished, openApiWorld(openWorld(plain)));
  const sent = await sendInterview(world);
  const attempt = await world.vendor.control.start(sent.email, sent.templateId);
  await world.vendor.control.collect(attempt);
  world.clock.advance(hour);
  await untilNothingIsDue(world);
  await untilWell(world);
});
