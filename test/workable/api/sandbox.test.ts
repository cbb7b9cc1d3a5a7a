import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSpiClock } from '../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi, type WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { type HttpClient, openHttpClient } from '../../../src/http/request.ts';
import { createRateLimits } from '../../../src/store/rate-limits.ts';
import { withScripts } from '../../../src/store/scripts.ts';
import { createSpiClient, type SpiClient } from '../../../src/workable/api/client.ts';
import { createLimiter, type Limiter, type Turn } from '../../../src/workable/api/limiter.ts';
import { everyPage } from '../../../src/workable/api/page.ts';
import { type Priority, priorities } from '../../../src/workable/api/priority.ts';
import { emptyDatabase } from '../../../testing/database.ts';
import { hour, minute, second } from '../../../testing/times.ts';
import { unlimited } from '../../../testing/unlimited.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

const job = '9CD658E13E';

let redis: Redis;
let time: VirtualTime;
let spi: WorkableSpi;
let http: HttpClient;
let ids = 0;

beforeAll(async () => {
  redis = new Redis(await emptyDatabase());
});
beforeEach(async () => {
  await redis.flushdb();
  time = virtualTime(Date.UTC(2026, 2, 10, 9, 0, 4, 321));
  spi = await createWorkableSpi({ clock: createSpiClock({ base: time.now }) });
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 64 });
});
afterEach(async () => {
  http.close();
  await spi.close();
});
afterAll(() => void redis.disconnect());

/** What one process calls Workable with. */
function processOf({ token = spi.token, aheadMs = 0 } = {}): { client: SpiClient; limiter: Limiter } {
  const limiter = createLimiter({
    store: time.watched(createRateLimits(withScripts(redis))),
    account: 'acme',
    share: 6,
    now: () => time.now() + aheadMs,
    sleep: time.sleep,
    newId: () => String(++ids),
  });
  const client = createSpiClient({
    http: time.watched({ request: http.request }),
    address: { apiUrl: spi.url },
    tokens: [token],
    userAgent: 'interview-bridge/test',
    limiter,
  });
  return { client, limiter };
}

const turnOf = (priority: Priority): Turn => ({ priority, ...unlimited });
const turn = turnOf('person');
const timely = <T>(work: Promise<T>): Promise<T> => time.until(work, 3 * hour);

describe('the client at a server that is as strict as Workable', () => {
  let client: SpiClient;
  let id: string;
  const memberId = '1f395d';
  beforeEach(() => {
    ({ client } = processOf());
    ({ id } = spi.people.create({ stage: 'ai-interview', email: 'ines@example.test' }));
  });

  test('finds the account, and tells a wrong token from one of another account', async () => {
    const { rows } = await timely(client.accounts(turn));
    expect(rows).toMatchObject([{ name: 'Acme', subdomain: 'acme' }]);
    expect(await timely(client.account('acme', turn))).toMatchObject({ name: 'Acme' });
    await expect(timely(client.account('other', turn))).rejects.toMatchObject({ kind: 'gone' });
    const unknown = processOf({ token: 'unknown' }).client;
    const refused = { kind: 'token', text: 'The access token is invalid' };
    await expect(timely(unknown.accounts(turn))).rejects.toMatchObject(refused);
  });

  test('reads jobs, stages and people', async () => {
    const { rows: jobs } = await timely(client.jobs({}, turn));
    expect(jobs.map(({ state }) => state).toSorted()).toEqual([
      'archived',
      'closed',
      'draft',
      'published',
      'published',
    ]);
    expect(jobs.filter(({ isSample }) => isSample)).toHaveLength(1);
    expect(await timely(client.job(job, turn))).toMatchObject({ shortcode: job, state: 'published' });
    const { rows: stages } = await timely(client.stages(job, turn));
    expect(stages.map(({ slug }) => slug)).toContain('ai-interview');
    expect(stages[0]).toMatchObject({ id: '5272269', slug: 'sourced', name: 'Sourced' });
    const { rows: members } = await timely(client.members({ email: spi.member.email }, turn));
    expect(members).toMatchObject([{ id: spi.member.id, role: 'admin', isActive: true }]);
    expect((await timely(client.jobMembers(job, turn))).rows[0]?.jobRole).toEqual(expect.any(String));
    expect((await timely(client.recruiters(turn))).unread).toBe(0);
    const permissions = await timely(client.permissions(turn));
    expect(permissions.get('ats:collab:candidates:comment')).toContain('admin');
    const { rows: reasons } = await timely(client.disqualificationReasons(turn));
    expect(reasons.filter(({ isWithdrawal }) => isWithdrawal)).toHaveLength(2);
  });

  test('reads candidates, page after page', async () => {
    for (let i = 0; i < 230; i += 1) spi.people.create({ stage: 'applied' });
    const { rows, isCut } = await timely(everyPage((next) => client.candidates({ stage: 'applied', next }, turn)));
    expect([new Set(rows.map((row) => row.id)).size, isCut]).toEqual([230, false]);
    const found = await timely(client.candidates({ email: 'ines@example.test', shortcode: job }, turn));
    expect(found.rows).toMatchObject([{ id, stage: 'AI Interview', isDisqualified: false, job: { shortcode: job } }]);
    const later = await timely(client.candidates({ updatedAfter: time.now() + minute }, turn));
    expect(later.rows).toEqual([]);
    expect(await timely(client.candidate(id, turn))).toMatchObject({
      id,
      email: 'ines@example.test',
      isWithdrawn: false,
    });
    await expect(timely(client.candidate('ffffff', turn))).rejects.toMatchObject({ kind: 'gone' });
  });

  test('writes comments, ratings, moves, attributes and an end', async () => {
    const policy = ['hiring_manager', 'recruiting_admin', 'admin'];
    const attachment = { name: 'report.pdf', data: Buffer.from('%PDF-1.7') };
    const body = 'AI interview: 78 %\nRef 4K7QJ2 result 1';
    const commentId = await timely(client.comment(id, { memberId, body, policy, attachment }, turn));
    const { rows } = await timely(client.activities(id, { actions: ['comment'] }, turn));
    expect(rows).toMatchObject([{ id: commentId, body, member: { id: memberId } }]);
    const rating = { memberId, comment: 'Ref 4K7QJ2 rating 1', grade: 2, scale: 'thumbs', stageId: '5077a2' } as const;
    const stages = (await timely(client.stages(job, turn))).rows;
    const stageId = stages.find(({ slug }) => slug === 'ai-interview')?.identifier ?? '';
    await timely(client.putRating(id, { ...rating, stageId }, turn));
    await timely(client.putRating(id, { ...rating, stageId, grade: 1 }, turn));
    expect(spi.ratings(id)).toHaveLength(1);
    const rated = await timely(client.activities(id, { actions: ['rating'] }, turn));
    expect(rated.rows).toMatchObject([{ rating: { scale: 'thumbs', grade: 1 }, member: { id: memberId } }]);
    await timely(client.updateAttribute(id, { key: 'ai_interview_score', value: '078' }, turn));
    const missing = client.updateAttribute(id, { key: 'none', value: '078' }, turn);
    await expect(timely(missing)).rejects.toMatchObject({ kind: 'gone' });
    await timely(client.move(id, { memberId, stage: 'on-site' }, turn));
    expect((await timely(client.candidate(id, turn))).stage).toBe('On-site');
    const [reason] = (await timely(client.disqualificationReasons(turn))).rows;
    await timely(client.disqualify(id, { memberId, reasonId: reason!.id, note: 'x'.repeat(400) }, turn));
    expect((await timely(client.candidate(id, turn))).isDisqualified).toBe(true);
  });

  test('tells what may not be written from what was written wrong', async () => {
    const comment = { memberId, body: 'Hello', policy: ['admin'] };
    const archived = spi.people.create({ stage: 'applied' });
    spi.jobs.find(({ shortcode }) => shortcode === job)!.state = 'archived';
    await expect(timely(client.comment(archived.id, comment, turn))).rejects.toMatchObject({ kind: 'forbidden' });
    spi.jobs.find(({ shortcode }) => shortcode === job)!.state = 'published';
    await expect(timely(client.comment(id, { ...comment, body: '' }, turn))).rejects.toMatchObject({ kind: 'invalid' });
    spi.switches({ attachmentLimit: 3, attachmentRefusal: 413 });
    const attachment = { name: 'report.pdf', data: Buffer.from('%PDF-1.7') };
    const large = client.comment(id, { ...comment, attachment }, turn);
    await expect(timely(large)).rejects.toMatchObject({ kind: 'too-large' });
    spi.fault({ how: { status: 502, body: '<html>' }, times: 1 });
    await expect(timely(client.comment(id, comment, turn))).rejects.toMatchObject({ kind: 'unclear', status: 502 });
    spi.fault({ how: 'drop', times: 1 });
    await expect(timely(client.comment(id, comment, turn))).rejects.toMatchObject({ kind: 'unclear' });
    expect(spi.comments(id)).toEqual([]);
    spi.switches({ commentAnswer: 'empty' });
    expect(await timely(client.comment(id, comment, turn))).toBe(undefined);
    expect(spi.comments(id)).toHaveLength(1);
  });

  test('keeps subscriptions', async () => {
    spi.switches({ emptySubscriptions: 404 });
    expect((await timely(client.subscriptions(turn))).rows).toEqual([]);
    const wanted = { target: 'http://127.0.0.1:9/one', event: 'candidate_moved', subdomain: 'acme' };
    const made = await timely(client.subscribe(wanted, turn));
    expect((await timely(client.subscriptions(turn))).rows).toMatchObject([
      { id: made, event: 'candidate_moved', target: wanted.target, job: undefined, stage: undefined },
    ]);
    await expect(timely(client.subscribe(wanted, turn))).rejects.toMatchObject({ kind: 'conflict' });
    const odd = client.subscribe({ ...wanted, target: 'http://127.0.0.1:9/two', event: 'candidate_sneezed' }, turn);
    await expect(timely(odd)).rejects.toMatchObject({ kind: 'invalid' });
    await timely(client.unsubscribe(made, turn));
    await timely(client.unsubscribe(made, turn));
    expect(spi.subscriptions()).toEqual([]);
  });
});

describe('the rate', () => {
  const some = ['invitation', 'result', 'note', 'truth', 'bulk'] as const;

  /** So many reads, of which each process has 30 under way; resolves to how long that took, in ms. */
  async function readMany(clients: readonly SpiClient[], count: number): Promise<number> {
    const { id } = spi.people.create();
    const begun = time.now();
    let left = count;
    const worker = async (client: SpiClient, i: number) => {
      while (left > 0) {
        left -= 1;
        await client.candidate(id, turnOf(some[i % some.length] ?? 'note'));
      }
    };
    const workers = clients.flatMap((client) => Array.from({ length: 30 }, (_, i) => worker(client, i)));
    await timely(Promise.all(workers));
    return time.now() - begun;
  }

  test('of 500 requests of two processes beside a neighbour with three of nine never has one refused', async () => {
    spi.switches({ neighbourLoad: 3 });
    const [one, other] = [processOf(), processOf()];
    const tookMs = await readMany([one.client, other.client], 500);
    const windows = spi.windows();
    expect(windows.filter(({ refused }) => refused > 0)).toEqual([]);
    expect(windows.reduce((sum, { passed }) => sum + passed, 0)).toBe(500);
    expect(Math.max(...windows.map(({ passed }) => passed))).toBe(6);
    // No window is wasted: 84 of them have room for so many.
    expect(tookMs).toBeLessThanOrEqual(86 * 10 * second);
    const { today } = await one.limiter.use();
    expect(today).toMatchObject({ ours: 500, refused: 0 });
    expect(today.others).toBeGreaterThan(200);
  });

  test('is that of each window, whatever the clock of a process says', async () => {
    spi.switches({ neighbourLoad: 2 });
    const processes = [processOf({ aheadMs: -4_200 }), processOf({ aheadMs: 7_700 })];
    await readMany(
      processes.map(({ client }) => client),
      100,
    );
    expect(spi.windows().filter(({ refused }) => refused > 0)).toEqual([]);
  });

  test.each([
    { passes: 10 },
    { resetHeader: 'windowEnd' },
    { retryAfter: 7 },
    { rateHeadersOn429: false },
    { neighbourLoad: 8 },
  ] as const)('is kept where %j, and all are answered in the end', async (switches) => {
    spi.switches({ neighbourLoad: 5, ...switches });
    const { client } = processOf();
    const { id } = spi.people.create();
    const read = async (priority: Priority): Promise<number> => {
      for (let tries = 1; ; tries += 1) {
        const error = await client.candidate(id, turnOf(priority)).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) return tries;
        expect(error).toMatchObject({ kind: 'rate', status: 429 });
        expect((error as { retryAt?: number }).retryAt).toBeGreaterThan(time.now());
      }
    };
    const tries = await timely(Promise.all(priorities.flatMap((each) => [read(each), read(each), read(each)])));
    expect(tries).toHaveLength(18);
    // After one was refused, none is sent in that window: so many were under way at most.
    for (const { refused } of spi.windows()) expect(refused).toBeLessThanOrEqual(7);
  });

  test('has room for a person while others wait', async () => {
    const { client } = processOf();
    const { id } = spi.people.create();
    const crowd = Promise.all(Array.from({ length: 40 }, () => client.candidate(id, turnOf('result'))));
    await timely(time.sleep(12 * second));
    const from = time.now();
    await timely(client.candidate(id, turn));
    expect(time.now() - from).toBeLessThan(second);
    await timely(crowd);
    expect(spi.windows().filter(({ refused }) => refused > 0)).toEqual([]);
  });
});
