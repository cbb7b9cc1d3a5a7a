import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { openWorldOf, scoreOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { type ApiWorld, everyItem, openApiWorld } from '../../../testing/api.ts';
import { putsOf, type Sent, scoreAttempt, sendInterview, templatesOf } from '../../../testing/interviews.ts';
import { bridgeCommand, logged, untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);

describe('an interview', () => {
  let sent: Sent;
  beforeAll(async () => {
    sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    await untilDelivery(world, sent, 'acknowledged');
    await untilNothingIsDue(world);
  });

  it('is read with its state, why, what comes next and its history', async () => {
    const { status, body } = await world.api('GET', `/interviews/${sent.id}`);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        id: sent.id,
        account: 'default',
        origin: { door: 'provider', job_title: 'Operations Manager' },
        template: { id: sent.templateId, name: expect.any(String) },
        vendor: 'jobmojito',
        state: 'delivered',
        reason: 'Workable has "completed".',
        outcome: 'completed',
        next: { at: expect.any(String), what: 'erase' },
        deliveries: [{ destination: 'callback', document: 'result', state: 'acknowledged', tries: 0 }],
      }),
    ]);
    const events = body.history.map(({ event }: { event: string }) => event);
    expect(events).toEqual(expect.arrayContaining(['creation', 'invitation', 'webhook', 'conclusion', 'delivery']));
    expect(events).not.toContain('other');
  });

  it('shows who it is about only where that is asked for, and that is logged', async () => {
    expect((await world.api('GET', `/interviews/${sent.id}`)).body).not.toHaveProperty('candidate');
    expect(logged(world, 'reveal')).toEqual([]);
    const { body } = await world.api('GET', `/interviews/${sent.id}?reveal=true`);
    expect(body.candidate).toEqual({ first_name: 'Lakita', last_name: 'Marrero', email: sent.email });
    expect(logged(world, 'reveal')).toEqual([expect.objectContaining({ by: 'api', interviewIds: [sent.id] })]);

    const { body: list } = await world.api('GET', '/interviews?reveal=true&limit=1');
    expect(list.items[0].candidate.email).toBe(sent.email);
    const { body: found } = await world.api('POST', '/interviews/search?reveal=true', { body: { text: sent.id } });
    expect(found.items[0].candidate.email).toBe(sent.email);
    expect(logged(world, 'reveal')).toHaveLength(3);
  });

  it('is 404 where there is none', async () => {
    for (const id of ['unknown', 'default_Ey-ttVNKQuqbvZcTOOuHYA', 'other_Ey-ttVNKQuqbvZcTOOuHYA']) {
      const { status, body } = await world.api('GET', `/interviews/${id}`);
      expect([status, body.message]).toEqual([404, `There is no interview ${id}`]);
    }
  });

  it('says the same as the command about what a replay would change', async () => {
    const { body } = await world.api('GET', `/interviews/${sent.id}/difference`);
    expect(body).toEqual({ interview_id: sent.id, would_send: false, changes: ['nothing: Workable has it'] });
    const { lines } = await bridgeCommand(world, `replay ${sent.id} --dry-run --json`);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject(body);
  });
});

it('a search finds what the last of many accounts has', async () => {
  const names = Array.from({ length: 250 }, (_, i) => `customer-${String(i).padStart(3, '0')}`);
  const many = await openApiWorld(openWorldOf(names));
  const sent = await sendInterviewOf(many, names.at(-1) ?? '');
  for (const body of [{ email: sent.email }, { text: sent.callbackUrl }, { text: sent.id }]) {
    const answer = await many.api('POST', '/interviews/search', { body });
    expect([body, idsOf(answer.body.items)]).toEqual([body, [sent.id]]);
  }
  await many.close();
});

describe('a search', () => {
  let sent: Sent;
  let attempt: string;
  beforeAll(async () => {
    sent = await sendInterview(world);
    attempt = await scoreAttempt(world, sent);
    await untilDelivery(world, sent, 'acknowledged');
  });

  const search = async (body: object) => {
    const answer = await world.api('POST', '/interviews/search', { body });
    expect(answer.status).toBe(200);
    return idsOf(answer.body.items);
  };

  it('finds the interviews of a person by the address in any spelling, and of no one else', async () => {
    const second = await sendInterview(world, { email: sent.email, templateId: templatesOf(world)[1] ?? '' });
    expect(await search({ email: ` ${sent.email.toUpperCase()}` })).toEqual([second.id, sent.id]);
    expect(await search({ email: `x${sent.email}` })).toEqual([]);
  });

  it('finds an interview by each of its ids and links, exactly', async () => {
    const [put] = putsOf(world, sent);
    const report = String((put?.body as { results_url?: string } | undefined)?.results_url);
    const { body: shared } = await world.api('POST', `/interviews/${sent.id}/shared-link`);
    const { body: seen } = await world.api('GET', `/interviews/${sent.id}`);
    const texts = [sent.id, sent.callbackUrl, attempt, report, `${report}/report.pdf`, shared.url];
    if (seen.vendor_ref !== undefined) texts.push(seen.vendor_ref);
    expect(report).toMatch(/\/reports\//);
    for (const text of texts) expect([text, await search({ text })]).toEqual([text, [sent.id]]);
    for (const text of texts)
      expect(await search({ text: text.slice(0, -1) })).toEqual(/reports|shared/.test(text) ? [sent.id] : []);
  });

  it('finds the newest of a person who has very many', async () => {
    const email = 'many@example.test';
    const all: string[] = [];
    for (let i = 0; i < limits.interviewsFound + 5; i += 1) all.unshift((await sendInterview(world, { email })).id);
    expect(await search({ email })).toEqual(all.slice(0, limits.interviewsFound));
  });

  it('is not logged, and neither is what it was refused for', async () => {
    await search({ email: sent.email });
    await search({ text: sent.callbackUrl });
    await world.api('POST', '/interviews/search', { body: { email: `Lakita ${sent.email}, twice` } });
    await world.api('POST', '/interviews/search', { body: { [sent.email]: 'Lakita' } });
    await world.api('GET', `/interviews?Lakita=${sent.email}`);
    await world.api('GET', `/interviews/Lakita`);
    expect(world.logLines.join('')).not.toMatch(/Lakita|example\.test/);
    expect(world.logLines.join('')).not.toContain(new URL(sent.callbackUrl).pathname);
    // They quote the caller to the caller.
    world.api.answers.splice(-4);
  });

  it.each([
    [{}, 'Invalid field: the body should have either email or text'],
    [{ email: 'a@example.com', text: 'x' }, 'Invalid field: the body should have either email or text'],
    [{ email: 'nobody' }, 'Invalid field: email should be an e-mail address'],
    [{ text: '' }, 'Invalid field: text should have characters: 1 or more'],
    [{ text: 7 }, 'Invalid field: text should be a text'],
    [{ text: 'x', phone: '1' }, 'Unknown field: phone'],
  ])('is refused with %o', async (body, message) => {
    const answer = await world.api('POST', '/interviews/search', { body });
    expect([answer.status, answer.body.message]).toEqual([400, message]);
  });
});

describe('the list', () => {
  let several: ApiWorld;
  const sent: Sent[] = [];
  beforeAll(async () => {
    several = await openApiWorld(openWorldOf(['globex'], { ROLES: 'web' }));
    for (const account of ['acme', 'globex', 'acme', 'acme', 'globex']) {
      several.clock.advance(1000);
      sent.push(await sendInterviewOf(several, account));
    }
  });
  afterAll(() => several.close());

  const newest = () => sent.map(({ id }) => id).reverse();

  it('has the newest first, of all accounts, page by page', async () => {
    for (const limit of [1, 2, 5, 200])
      expect(idsOf(await everyItem(several.api, '/interviews', limit))).toEqual(newest());
    const { body } = await several.api('GET', '/interviews');
    expect(Object.keys(body)).toEqual(['items']);
  });

  it('goes on where the page ended although others come and go', async () => {
    const first = await several.api('GET', '/interviews?limit=2');
    const others = newest();
    await bridgeCommand(several, ['forget', sent.at(-1)?.email ?? '', '--yes']);
    several.clock.advance(1000);
    sent.splice(-1, 1, await sendInterviewOf(several, 'globex'));
    const second = await several.api('GET', `/interviews?limit=2&cursor=${first.body.next_cursor}`);
    expect(idsOf([...first.body.items, ...second.body.items])).toEqual(others.slice(0, 4));
  });

  it('is of an account, a state, a job, a template or a time', async () => {
    const ids = async (query: string) => idsOf((await several.api('GET', `/interviews?${query}`)).body.items);
    const ofAcme = newest().filter((id) => id.startsWith('acme_'));
    expect(await ids('account=acme')).toEqual(ofAcme);
    expect(await ids('state=invited')).toEqual(newest());
    expect(await ids('state=failed')).toEqual([]);
    expect(await ids('job=Operations%20Manager')).toEqual(newest());
    expect(await ids('job=Operations')).toEqual([]);
    expect(await ids(`template=${sent[0]?.templateId}&account=acme`)).toEqual(ofAcme);
    expect(await ids('template=other')).toEqual([]);
    const third = (await several.api('GET', `/interviews/${sent[2]?.id}`)).body.created_at;
    expect(await ids(`since=${third}`)).toEqual(newest().slice(0, 3));
    expect(await ids('since=2000-01-31')).toEqual(newest());
    expect(await ids('since=2000-01-31T12:00:00%2B02:00')).toEqual(newest());
  });

  it('finds what is delivering and waits for a worker', async () => {
    const waiting = await scoreOf(several, 'acme');
    const { body } = await several.api('GET', '/interviews?state=delivering');
    expect(body.items).toMatchObject([
      { id: waiting.id, reason: 'Workable does not have "completed" yet.', next: { what: 'deliver' } },
    ]);
    sent.push(waiting);
  });

  it.each([
    ['limit=0', 'Invalid query parameter: limit should be 1 or more'],
    ['limit=201', 'Invalid query parameter: limit should be 200 at most'],
    ['limit=2.5', 'Invalid query parameter: limit should be a whole number'],
    ['limit=', 'Invalid query parameter: limit should be a number'],
    ['state=open', /^Invalid query parameter: state should be one of inviting, not_invited, /],
    ['state=failed&state=invited', 'Invalid query parameter: state should be given once'],
    ['account=', 'Invalid query parameter: account should be the name of an account'],
    ['account=%00', 'Invalid query parameter: account should be the name of an account'],
    ['account=initech', 'Invalid query parameter: account should be the name of an account'],
    [
      'since=yesterday',
      'Invalid query parameter: since should be an ISO 8601 time such as 2026-01-31 or 2026-01-31T12:00:00Z',
    ],
    ['reveal=yes', 'Invalid query parameter: reveal should be true or false'],
    ['sort=asc', 'Unknown query parameter: sort'],
    ['__proto__=x', 'Unknown query parameter: __proto__'],
    ['cursor=x', 'Invalid query parameter: cursor should be one that this list gave, with the same filters'],
    ['cursor=bnVsbA', 'Invalid query parameter: cursor should be one that this list gave, with the same filters'],
  ])('is refused with "%s"', async (query, message) => {
    const { status, body } = await several.api('GET', `/interviews?${query}`);
    expect([status, body.message]).toEqual([400, expect.stringMatching(message)]);
  });

  it('takes a cursor only with the filters that it came from', async () => {
    const { body } = await several.api('GET', '/interviews?limit=1&account=acme');
    for (const query of ['', 'account=globex&', 'account=acme&state=invited&']) {
      expect((await several.api('GET', `/interviews?${query}cursor=${body.next_cursor}`)).status).toBe(400);
    }
    expect((await several.api('GET', `/interviews?account=acme&cursor=${body.next_cursor}`)).status).toBe(200);
    const rejected = await several.api('GET', `/rejected-webhooks?cursor=${body.next_cursor}`);
    expect(rejected.status).toBe(400);
  });
});
