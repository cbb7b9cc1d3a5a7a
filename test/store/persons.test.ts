import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InterviewRecord, newRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import { newInterviewId } from '../../src/store/ids.ts';
import { openStorage, type Storage } from '../../src/store/open.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { begin, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, logged, untilNothingIsDue } from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { openRedis, type RedisProcess } from '../../testing/process.ts';
import { day } from '../../testing/times.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

const email = 'ana@example.test';
/** Long after these tests: nothing of it is due. */
const never = { dueAt: Date.UTC(2100) };

function recordOf(number: number, changes: Partial<InterviewRecord> = {}): InterviewRecord {
  const origin = originOf(`https://example.test/${number}`);
  const given = { id: newInterviewId('default'), account: 'default', templateId: 't', origin, vendor: 'v' };
  return { ...newRecord({ ...given, candidate: { firstName: 'Ana', email }, reportKey: 'k' }, number), ...changes };
}

async function openOn(redisUrl: string): Promise<Storage> {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys: [] }, 'guest');
  await storage.untilReady(10_000);
  return storage;
}

describe('with 5,000 interviews of one person', () => {
  const many = 5000;
  let server: RedisProcess;
  let world: World;
  beforeAll(async () => {
    server = await openRedis();
    const storage = await openOn(server.url);
    await Promise.all(Array.from({ length: many }, (_, i) => storage.interviews.create(recordOf(i), never)));
    await storage.close();
    world = await openWorld({ REDIS_URL: server.url, JOBMOJITO_DETAILS: 'false' });
  });
  afterAll(async () => {
    await world.close();
    await server.close();
  });

  /** How often a command was given meanwhile, by scripts too. */
  async function callsDuring(work: () => Promise<unknown>): Promise<(command: string) => number> {
    await server.command('CONFIG', 'RESETSTAT');
    await work();
    const text = String(await server.command('INFO', 'commandstats'));
    return (command) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
  }

  /** Around what is asked there are a record or two more that are read by their own ids. */
  const [mostReads, most] = [limits.interviewsOfPerson + 10, limits.interviewsOfPerson + 20];

  it('a create, a webhook and a question to the vendor read the newest 50 of them at most', async () => {
    const redis = new Redis(server.url);
    let sent = await sendInterview(world, { email });
    const ofCreate = await callsDuring(async () => {
      sent = await sendInterview(world, { email });
    });
    expect(ofCreate('get')).toBeLessThan(mostReads);

    const ofWebhook = await callsDuring(async () => {
      const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
      const { candidate_external_id: _, ...unnamed } = resultOf(sent) as Record<string, unknown>;
      expect((await world.ask('POST', '/webhooks/jobmojito', { headers, body: unnamed })).status).toBe(200);
    });
    expect(ofWebhook('get')).toBeGreaterThan(40);
    expect(ofWebhook('get')).toBeLessThan(most);
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world);

    const asked = await sendInterview(world, { email });
    await begin(world, asked);
    await untilNothingIsDue(world);
    const before = logged(world, 'poll').length;
    const ofAsk = await callsDuring(async () => {
      world.clock.advance(1 * day);
      await until('it was asked', () => logged(world, 'poll').length > before);
      await untilNothingIsDue(world);
    });
    const asks = logged(world, 'poll').length - before;
    expect(ofAsk('get')).toBeLessThan(most * asks);
    expect(await redis.zcard((await redis.keys('bridge:{default}:person:*'))[0] ?? '')).toBe(many + 3);
    redis.disconnect();
  });

  it('forget finds and erases every one', async () => {
    const { lines } = await bridgeCommand(world, `forget ${email}`);
    expect(lines.at(-1)).toMatch(/^5003 would be erased/);
    const { code } = await bridgeCommand(world, `forget ${email} --yes`);
    expect(code).toBe(0);
    expect(await server.command('ZCARD', 'bridge:{default}:all')).toBe(0);
    const left = (await server.command('KEYS', 'bridge:{default}:*')) as string[];
    expect(left.filter((key) => !/:(templates|history|probe|contacts)$/.test(key))).toEqual([]);
  });
});

describe('large records', () => {
  const large = () => 'x'.repeat(limits.recordBytes);
  const count = 40;
  let storage: Storage;
  let redis: Redis;
  const records = Array.from({ length: count }, (_, i) => recordOf(i, { jobTitle: large() }));
  beforeAll(async () => {
    const url = await emptyDatabase();
    storage = await openOn(url);
    redis = new Redis(url);
    for (const record of records) await storage.interviews.create(record, never);
  });
  afterAll(async () => {
    redis.disconnect();
    await storage.close();
  });

  const bytesOf = (found: readonly { record: InterviewRecord }[]) =>
    found.reduce((sum, { record }) => sum + JSON.stringify(record).length, 0);

  it('are found until they are too many bytes, the newest first', async () => {
    const found = await storage.interviews.findByPerson('default', email);
    expect(bytesOf(found)).toBeGreaterThanOrEqual(limits.foundBytes);
    expect(bytesOf(found)).toBeLessThan(limits.foundBytes + 2 * limits.recordBytes);
    expect(found.map(({ record }) => record.id)).toEqual(records.slice(-found.length).map(({ id }) => id));
  });

  it('are found by each of many calls at once', async () => {
    const found = await Promise.all(
      Array.from({ length: 30 }, () => storage.interviews.findCandidates('default', { templateId: 't', email })),
    );
    for (const { byEmail } of found) expect(byEmail[0]?.record.id).toBe(records.at(-1)?.id);
    expect(new Set(found.map(({ byEmail }) => byEmail.length)).size).toBe(1);
  });

  it('let each of many creates at once lease its person', async () => {
    const created = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        const candidate = { firstName: 'Ana', email: i === 0 ? email : `ana.${i}@example.test` };
        return storage.interviews.createLeased(recordOf(1000 + i, { candidate }), never, 60_000);
      }),
    );
    expect(created.filter((each) => each?.turn)).toHaveLength(30);
    expect(bytesOf(created[0]?.turn?.person.others ?? [])).toBeGreaterThan(limits.foundBytes / 2);
  });
});
