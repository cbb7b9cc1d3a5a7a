import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Alarms, watchAlarms } from '../../testing/alarms.ts';
import { type Sent, scoreAttempt, scoreMany, sendInterview } from '../../testing/interviews.ts';
import { measured } from '../../testing/metrics.ts';
import { bridgeCommand, untilConcluded, untilDelivery, untilNothingIsDue } from '../../testing/operator.ts';
import { during } from '../../testing/process.ts';
import { openRedis } from '../../testing/redis.ts';
import { dragCandidate } from '../../testing/stage-candidates.ts';
import { inTime } from '../../testing/stage-stays.ts';
import { openStageWorld, type StageWorld } from '../../testing/stage-world.ts';
import { day } from '../../testing/times.ts';
import { type Answer, createBody, openWorld, secrets, until, type World } from '../../testing/world.ts';

/**
 * Each trouble that the sandbox can play, with the alarms that Prometheus would raise from the real `/metrics`, once a
 * minute, and that they end after it. `begin` plays the trouble and resolves to what ends it, and that to whether all
 * that waited has arrived, where something did.
 */
type Row<Of> = {
  trouble: string;
  minutes: number;
  alarms: string[];
  begin: (world: Of) => Promise<() => Promise<unknown>>;
};

function titled<Of>(all: readonly Row<Of>[]): [trouble: string, alarms: string, row: Row<Of>][] {
  return all.map((row) => [row.trouble, row.alarms.join(', '), row]);
}

async function expectAlarms<Of extends World>(world: Of, alarms: Alarms, row: Row<Of>): Promise<void> {
  await alarms.pass(1);
  expect(alarms.firing()).toEqual([]);
  const end = await row.begin(world);
  await alarms.pass(row.minutes);
  expect(alarms.firing()).toEqual(row.alarms);
  const arrived = await end();
  const hasArrived = () => typeof arrived !== 'function' || arrived() === true;
  for (let minutes = 0; minutes < 60 && !hasArrived(); minutes += 1) await alarms.pass(1);
  expect(hasArrived()).toBe(true);
  await alarms.untilSilent();
}

/** Workable answers so; results come, and wait. */
function workableAnswers(rule: Parameters<World['workable']['control']['answerWith']>[0]) {
  return async (world: World) => {
    const { control } = world.workable;
    const sent = await Promise.all(Array.from({ length: 6 }, () => sendInterview(world)));
    control.answerWith(rule);
    await Promise.all(sent.map((each) => scoreAttempt(world, each)));
    await Promise.all(sent.map((each) => untilConcluded(world, each)));
    await until('the circuit is open', async () => (await measured(world, 'bridge_circuit_open')) > 0);
    return async () => {
      control.behave();
      await bridgeCommand(world, 'close-circuit default');
      return () => sent.every(({ callbackUrl }) => control.latest(callbackUrl) !== undefined);
    };
  };
}

/** The vendor does so with invitations; three candidates are not invited. Ends once they are. */
function vendorDoes(misbehave: (control: World['vendor']['control']) => void, status: number) {
  return async (world: World) => {
    const { control } = world.vendor;
    misbehave(control);
    const bodies = Array.from({ length: 3 }, (_, i) =>
      createBody(world, {
        candidate: { first_name: 'Lakita', email: `lakita.${world.clock.now()}.${i}@example.test` },
      }),
    );
    const create = (): Promise<Answer[]> =>
      Promise.all(bodies.map((body) => world.ask('POST', '/interviews', { body })));
    expect((await create()).map((answer) => answer.status)).toEqual([status, status, status]);
    return async () => {
      control.behave();
      control.invitationsLeft = null;
      world.clock.advance(60_000);
      await until('all are invited', async () => (await create()).every((answer) => answer.status === 201));
    };
  };
}

const atWorkable = 'job-interview-register-users';

const rows: Row<World>[] = [
  {
    trouble: 'Workable answers 500',
    minutes: 12,
    alarms: ['BridgeDeliveriesLate', 'BridgeOutage'],
    begin: workableAnswers({ status: 500 }),
  },
  {
    trouble: 'Workable does not answer',
    minutes: 12,
    alarms: ['BridgeDeliveriesLate', 'BridgeOutage'],
    begin: workableAnswers({ status: 200, drop: true }),
  },
  {
    trouble: 'Workable answers 401',
    minutes: 2,
    alarms: ['BridgeTokenRefused'],
    begin: workableAnswers({ status: 401 }),
  },
  {
    trouble: 'Workable answers 429 and asks for an hour',
    minutes: 17,
    alarms: ['BridgeDeliveriesLate', 'BridgeRateLimited'],
    begin: workableAnswers({ status: 429, headers: { 'retry-after': '3600' } }),
  },
  {
    trouble: 'Workable answers 404',
    minutes: 1,
    alarms: ['BridgeDeliveriesFailed'],
    async begin(world) {
      world.workable.control.answerWith({ status: 404 });
      const [sent] = (await scoreMany(world, 1)) as [Sent];
      await untilDelivery(world, sent, 'failed');
      return async () => {
        world.workable.control.behave();
        await bridgeCommand(world, `replay ${sent.id}`);
        await world.workable.control.waitFor(sent.callbackUrl);
      };
    },
  },
  {
    trouble: 'the vendor is down',
    minutes: 6,
    alarms: ['BridgeInvitationsNotSent', 'BridgeVendorSilent'],
    begin: vendorDoes((control) => control.misbehave({ path: atWorkable, how: 'error', status: 503 }), 503),
  },
  {
    trouble: 'the vendor refuses the key',
    minutes: 6,
    alarms: ['BridgeInvitationsNotSent', 'BridgeVendorKeyRejected'],
    begin: vendorDoes((control) => control.misbehave({ path: atWorkable, how: 'unauthorised' }), 502),
  },
  {
    trouble: 'the vendor has no credits left',
    minutes: 6,
    alarms: ['BridgeInvitationsNotSent'],
    begin: vendorDoes((control) => {
      control.invitationsLeft = 0;
    }, 502),
  },
  {
    trouble: 'the vendor sends what cannot be read',
    minutes: 1,
    alarms: ['BridgeWebhooksRejected'],
    async begin(world) {
      const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
      await world.ask('POST', '/webhooks/jobmojito', { headers, body: { shape: 'unknown' } });
      return async () => void (await bridgeCommand(world, 'discard --all'));
    },
  },
  {
    trouble: 'the vendor sends scores above their scale',
    minutes: 1,
    alarms: ['BridgeScoreOutOfScale'],
    async begin(world) {
      const sent = await sendInterview(world);
      await scoreAttempt(world, sent, 12);
      await world.workable.control.waitFor(sent.callbackUrl);
      return async () => undefined;
    },
  },
];

describe('by the provider contract', () => {
  let world: World;
  let alarms: Alarms;
  beforeAll(async () => {
    world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
    alarms = watchAlarms(world);
  });
  afterEach(async () => {
    world.workable.control.behave();
    world.vendor.control.behave();
    await untilNothingIsDue(world);
  });
  afterAll(() => world.close());

  test.each(titled(rows))('%s: %s', (_trouble, _alarms, row) => expectAlarms(world, alarms, row));
});

/** The API token expires so many days from now. */
function expiresIn(days: number) {
  return async (world: StageWorld) => {
    const at = new Date(world.clock.now() + days * day).toISOString().replace(/\.\d+Z$/, 'Z');
    await world.restart({ WORKABLE_API_TOKEN_EXPIRES: at });
    return () => world.restart();
  };
}

const stageRows: Row<StageWorld>[] = [
  { trouble: 'the API token expires in 5 days', minutes: 1, alarms: ['BridgeTokenExpiresSoon'], begin: expiresIn(5) },
  {
    trouble: 'the API token expires today',
    minutes: 1,
    alarms: ['BridgeTokenExpiresSoon', 'BridgeTokenExpiresTomorrow'],
    begin: expiresIn(0.5),
  },
  {
    trouble: 'Workable does not answer when it is polled',
    minutes: 12,
    alarms: ['BridgePollingStopped'],
    async begin({ spi }) {
      spi.fault({ path: /^\/candidates$/, how: 'drop' });
      return async () => spi.behave();
    },
  },
  {
    trouble: 'Workable refuses the API token',
    minutes: 3,
    alarms: ['BridgeApiTokenRefused'],
    async begin(world) {
      const token = world.env.WORKABLE_API_TOKEN ?? '';
      world.spi.tokens.expireAt(token, world.spi.clock.now());
      world.later(61_000);
      await inTime(world, 'it is refused', async () => (await measured(world, 'bridge_workable_token_refused')) === 1);
      return async () => world.spi.tokens.expireAt(token, world.spi.clock.now() + 1e10);
    },
  },
  {
    trouble: 'the member may not write to a job',
    minutes: 12,
    alarms: ['BridgeDeliveriesLate', 'BridgeMemberNotAllowed'],
    async begin(world) {
      world.spi.fault({ method: 'POST', path: '/comments', how: { status: 403 } });
      await dragCandidate(world);
      await inTime(world, 'it is parked', async () => (await measured(world, 'bridge_workable_parked')) === 1);
      return async () => world.spi.behave();
    },
  },
];

describe('by the stage door', () => {
  let world: StageWorld;
  let alarms: Alarms;
  beforeAll(async () => {
    world = await openStageWorld();
    alarms = watchAlarms(world);
  });
  afterAll(() => world.close());

  test.each(titled(stageRows))('%s: %s', (_trouble, _alarms, row) => expectAlarms(world, alarms, row));
});

const redisTroubles = [
  { refuse: ['REPLICAOF', '127.0.0.1', '1'], mend: ['REPLICAOF', 'NO', 'ONE'], why: /refuses writes/ },
  {
    refuse: ['CONFIG', 'SET', 'appendonly', 'no'],
    mend: ['CONFIG', 'SET', 'appendonly', 'yes'],
    why: /append-only/,
  },
];

test('Redis refuses writes, and then may lose data', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const world = await during(onTestFinished, openWorld({ REDIS_URL: redis.url }));
  const alarms = watchAlarms(world);
  const usable = async () => (await measured(world, 'bridge_redis_usable')) === 1;
  await until('all is well', usable);
  for (const { refuse, mend, why } of redisTroubles) {
    await alarms.pass(1);
    expect(alarms.firing()).toEqual([]);
    await redis.command(...refuse);
    // What is kept safe is looked at hourly, and after each connection.
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await until('it says why', async () => why.test((await world.ask('GET', '/readyz')).text));
    await alarms.pass(7);
    expect(alarms.firing().filter((alarm) => alarm !== 'BridgeRedisRefusals')).toEqual([
      'BridgeNotReady',
      'BridgeRedisUnusable',
    ]);
    await redis.command(...mend);
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await until('it can be used', usable);
    await until('it is ready', async () => (await measured(world, 'bridge_ready')) === 1);
    await alarms.untilSilent();
  }
});
