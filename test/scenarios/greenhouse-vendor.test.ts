import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { reportWords } from '../../src/reports/words.ts';
import { type GreenhouseWorld, openGreenhouseWorld, vendorKey } from '../../testing/greenhouse-world.ts';
import { putsOf } from '../../testing/interviews.ts';
import { bridgeCommand, untilConcluded, untilNothingIsDue } from '../../testing/operator.ts';
import { day, hour, minute } from '../../testing/times.ts';
import { foreignIn } from '../../testing/words.ts';
import { until, type World } from '../../testing/world.ts';

let greenhouse: GreenhouseWorld;
let world: World;
let vendor: GreenhouseWorld['vendor'];

beforeAll(async () => {
  greenhouse = await openGreenhouseWorld({ GREENHOUSE_SCORE_MAX: '100', GREENHOUSE_FAILED_STATUSES: 'expired,failed' });
  ({ world, vendor } = greenhouse);
});
afterAll(() => greenhouse.close());
beforeEach(() => {
  Object.assign(vendor.control, {
    hasNumericIds: false,
    pinnedHost: undefined,
    repeat: 'mails-twice',
  });
  Object.assign(vendor.control.push, { isOff: false, key: vendorKey, method: 'PATCH' });
  vendor.control.complaints.length = 0;
});

const complete = (id: string | number) => ({
  partner_status: 'complete',
  partner_profile_url: `https://acme.example/interviews/${id}`,
  partner_score: 78,
  metadata: { Zeal: 'high', Answers: 7, 'Speaks German': true, Notes: null },
});

/** How often the vendor was asked about an interview. */
function timesAsked(id: string | number): number {
  return vendor.control.requests.filter(({ path }) => path.endsWith(`partner_interview_id=${id}`)).length;
}

test('an interview is played through, from its creation to its callback', async () => {
  const { body } = await world.ask('GET', '/interview-templates');
  expect(body.interview_templates).toEqual([
    { id: 'voice-1', name: 'Voice interview, customer support' },
    { id: 'voice-2', name: 'Voice interview, sales' },
  ]);
  const { row, id, callbackUrl } = await greenhouse.invite();
  expect(row.invitation).toEqual({
    partner_test_id: 'voice-1',
    candidate: {
      first_name: 'Lakita',
      last_name: 'Marrero',
      preferred_name: null,
      resume_url: null,
      phone_number: '+1 555 0100',
      email: expect.stringMatching(/^lakita\.\d+@example\.test$/),
      greenhouse_profile_url: expect.stringContaining(`${world.url}/candidates/${id}.`),
    },
    sent_by: null,
    url: expect.stringContaining(`${world.url}/webhooks/greenhouse/default/${id}.`),
  });
  await vendor.control.change(row.id, { partner_status: 'in_progress' });
  await vendor.control.change(row.id, complete(row.id));
  expect(vendor.control.webhooks.map(({ status }) => status)).toEqual([200, 200]);
  const taken = await world.workable.control.waitFor(callbackUrl);
  expect(taken).toEqual({
    status: 'completed',
    results_url: expect.stringContaining(world.url),
    interview: { score: '78', details: { Zeal: 'high', Answers: 7, 'Speaks German': true } },
  });
  expect(Object.keys(taken.interview?.details ?? {})).toEqual(['Zeal', 'Answers', 'Speaks German']);
  const page = await (await fetch(taken.results_url ?? '')).text();
  expect(page).toContain(`href="https://acme.example/interviews/${row.id}"`);
  expect(page).toContain('Open at Acme Voice');
  expect(vendor.control.complaints).toEqual([]);
});

test('ids of the vendor may be numbers', async () => {
  vendor.control.hasNumericIds = true;
  const { row, callbackUrl } = await greenhouse.invite();
  expect(row.id).toBeTypeOf('number');
  await vendor.control.change(row.id, complete(row.id));
  expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
});

test('an interview whose vendor never rings is polled', async () => {
  vendor.control.push.isOff = true;
  const { row, callbackUrl } = await greenhouse.invite();
  await vendor.control.change(row.id, complete(row.id));
  world.clock.advance(11 * minute);
  expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
});

describe('a webhook', () => {
  test.each([
    ['with the key', { key: vendorKey, method: 'PATCH' }],
    ['without the key', { key: undefined, method: 'PATCH' }],
    ['with a wrong key', { key: 'wrong', method: 'PATCH' }],
    ['by POST', { key: undefined, method: 'POST' }],
  ])('%s makes the bridge ask, and is never believed', async (_how, push) => {
    vendor.control.push.isOff = true;
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, complete(row.id));
    const forged = JSON.stringify({ ...complete(row.id), partner_score: 100 });
    const { url } = row.invitation;
    expect((await fetch(url, { method: 'PATCH', body: forged })).status).toBe(200);
    expect(await vendor.control.ring(url, push)).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
  });

  it('is sent by a command that names the interview, and by none that does not', async () => {
    vendor.control.push.isOff = true;
    const { row, id, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, complete(row.id));
    const send = (words: string) => bridgeCommand(world, `send - ${words}`, {}, { input: '{}' });
    expect(await send('')).toMatchObject({ code: 2, text: expect.stringContaining('bridge send <file> <interview>') });
    expect(await send('rubbish')).toMatchObject({ code: 2, text: 'rubbish is no interview of default' });
    expect(await send(id)).toMatchObject({ code: 0, lines: ['sent as greenhouse', expect.stringMatching(/^200 /)] });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
  });

  it('that rings too early and twice does no harm, and is heard again later', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    for (let i = 0; i < 20; i += 1) await vendor.control.ring(row.invitation.url);
    await until('the vendor was asked', () => timesAsked(row.id) > 0);
    expect(timesAsked(row.id)).toBe(1);
    world.clock.advance(minute);
    await vendor.control.change(row.id, complete(row.id));
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });

  test.each<[string, (url: string) => string]>([
    ['of a stranger', () => `${world.url}/webhooks/greenhouse`],
    ['at an address that was made up', () => `${world.url}/webhooks/greenhouse/default/unknown`],
    ['at an address of which a letter is wrong', (url) => url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['at an address with something behind it', (url) => `${url}/more`],
    ['at an address of another account', (url) => url.replace('/default/', '/other/')],
  ])('%s is not found, with or without the key', async (_where, addressOf) => {
    const { row } = await greenhouse.invite();
    const address = addressOf(row.invitation.url);
    for (const method of ['PATCH', 'POST']) {
      for (const key of [vendorKey, undefined]) expect(await vendor.control.ring(address, { key, method })).toBe(404);
    }
  });

  it('by another method is not allowed', async () => {
    const { row } = await greenhouse.invite();
    const answer = await fetch(row.invitation.url);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, PATCH']);
  });
});

describe('the page about the candidate', () => {
  it('speaks the language of who opens it, and so does the page of a link that leads nowhere', async () => {
    const { row } = await greenhouse.invite();
    for (const [url, word] of [
      [row.invitation.candidate.greenhouse_profile_url, 'Kandidat/in'],
      [`${world.url}/candidates/x`, 'Hier ist kein Profil'],
    ] as const) {
      const answer = await fetch(url, { headers: { 'accept-language': 'de-CH' } });
      const html = await answer.text();
      expect(answer.headers.get('vary')).toBe('Accept-Language');
      expect(html).toContain('<html lang="de">');
      expect(html).toContain(word);
      expect(foreignIn(html, 'de', reportWords)).toEqual([]);
    }
  });

  it('shows the first name and the job, and nothing else', async () => {
    const { row, id } = await greenhouse.invite();
    const { candidate } = row.invitation;
    const answer = await fetch(candidate.greenhouse_profile_url);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('Lakita');
    expect(text).toContain('Operations Manager');
    for (const secret of ['Marrero', candidate.email, '555', id, row.id, 'workable']) {
      expect(text).not.toContain(String(secret));
    }
    expect(answer.headers.get('x-robots-tag')).toContain('noindex');
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  test.each([
    [{ first_name: 'Ana Maria Novak' }, 'Ana Maria'],
    [{ first_name: 'Ana' }, 'Ana'],
    [{ last_name: 'Novak' }, 'Candidate'],
  ])('of %j shows %s', async (names, shown) => {
    const email = `${Object.values(names)[0]?.replaceAll(' ', '.')}@example.test`;
    const { row } = await greenhouse.invite({ candidate: { ...names, email } });
    const text = await (await fetch(row.invitation.candidate.greenhouse_profile_url)).text();
    expect(text).toContain(`<h1 dir="auto">${shown}</h1>`);
    expect(text).not.toContain('Novak');
  });

  it('is found at its own address alone', async () => {
    const { row, id } = await greenhouse.invite();
    const { greenhouse_profile_url: url } = row.invitation.candidate;
    const webhook = row.invitation.url.split('/').at(-1) ?? '';
    const wrong = url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const others = ['', `/${id}`, `/${id}.`, `/${id}.x`, '/x.y', `/${webhook}`].map(
      (path) => `${world.url}/candidates${path}`,
    );
    for (const address of [wrong, `${url}/more`, ...others]) {
      const answer = await fetch(address);
      expect([address, answer.status]).toEqual([address, 404]);
      expect(await answer.text()).not.toContain('Lakita');
    }
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  it('is gone with the interview', async () => {
    const { row } = await greenhouse.invite();
    const { greenhouse_profile_url: url, email } = row.invitation.candidate;
    await bridgeCommand(world, ['forget', email, '--yes']);
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('a change of the key', () => {
  const newKey = 'another-key-for-greenhouse';
  const secret = 'a-secret-for-the-addresses';

  async function changeKey(settings: Record<string, string> = {}): Promise<void> {
    vendor.control.apiKey = newKey;
    await world.restart({ GREENHOUSE_API_KEY: newKey, ...settings });
  }

  afterEach(async () => {
    vendor.control.apiKey = vendorKey;
    await world.restart();
  });

  it('leaves the addresses that were given before, where the old one makes them', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await changeKey({ GREENHOUSE_ADDRESS_SECRET: vendorKey });
    expect((await fetch(row.invitation.candidate.greenhouse_profile_url)).status).toBe(200);
    await vendor.control.change(row.id, complete(row.id));
    expect(vendor.control.webhooks.at(-1)?.status).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });

  it('leaves those that a secret of their own has made', async () => {
    await world.restart({ GREENHOUSE_ADDRESS_SECRET: secret });
    const { row } = await greenhouse.invite();
    await changeKey({ GREENHOUSE_ADDRESS_SECRET: secret });
    expect(await vendor.control.ring(row.invitation.url)).toBe(200);
    expect((await fetch(row.invitation.candidate.greenhouse_profile_url)).status).toBe(200);
  });

  it('is not what a secret of their own is: addresses that the key has made go on', async () => {
    const { row } = await greenhouse.invite();
    await world.restart({ GREENHOUSE_ADDRESS_SECRET: secret });
    expect(await vendor.control.ring(row.invitation.url)).toBe(200);
    expect((await fetch(row.invitation.candidate.greenhouse_profile_url)).status).toBe(200);
  });

  it('ends the addresses of before where no setting keeps them, and the results are polled for', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await changeKey();
    expect((await fetch(row.invitation.candidate.greenhouse_profile_url)).status).toBe(404);
    await vendor.control.change(row.id, complete(row.id));
    expect(vendor.control.webhooks.at(-1)?.status).toBe(404);
    world.clock.advance(11 * minute);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });
});

describe('a malformed answer', () => {
  it('without a page is a result all the same, and reported once', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { ...complete(row.id), partner_profile_url: null });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
    await until('the fault was reported', () => vendor.control.complaints.length > 0);
    world.clock.advance(day + minute);
    await until('the vendor was asked again', () => timesAsked(row.id) > 1);
    world.clock.advance(day + minute);
    await until('the vendor was asked a third time', () => timesAsked(row.id) > 2);
    await untilNothingIsDue(world);
    expect(vendor.control.complaints).toEqual([
      {
        api_call: 'test_status',
        errors: ['partner_profile_url should be a web address, and is required once partner_status is complete'],
        partner_test_id: 'voice-1',
        partner_interview_id: String(row.id),
        candidate_email: row.invitation.candidate.email,
      },
    ]);
  });

  it('counts as far as it is well-formed, and each fault is reported once', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    const metadata = { Zeal: 'high', Scores: { Tempo: 4 }, Answers: 7, Parts: [1, 2] };
    await vendor.control.change(row.id, { ...complete(row.id), partner_score: 'high', metadata });
    const { interview } = await world.workable.control.waitFor(callbackUrl);
    expect(interview).toEqual({ details: { Zeal: 'high', Answers: 7 } });
    await until('the faults were reported', () => vendor.control.complaints.length > 0);
    expect(vendor.control.complaints.map(({ errors }) => errors)).toEqual([
      [
        'partner_score should be a number or null',
        'metadata should be flat: each value a string, a number, a boolean or null',
      ],
    ]);
    world.clock.advance(minute);
    await vendor.control.change(row.id, { partner_score: 90, partner_status: 5 });
    await until('the next fault was reported', () => vendor.control.complaints.length > 1);
    expect(vendor.control.complaints.at(-1)?.errors).toEqual(['partner_status should be a string']);
  });

  it('is not what is merely large: 200 keys are taken in their order', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`Answer ${i}`, 'ä'.repeat(300)]));
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { ...complete(row.id), metadata });
    const { interview } = await world.workable.control.waitFor(callbackUrl);
    const names = Object.keys(interview?.details ?? {});
    expect(names.length).toBeGreaterThan(90);
    expect(names).toEqual(Object.keys(metadata).slice(0, names.length));
    const [put] = putsOf(world, { callbackUrl });
    expect(Buffer.byteLength(JSON.stringify(put?.body))).toBeLessThanOrEqual(64 * 1024);
    expect(vendor.control.complaints).toEqual([]);
  });

  it('is neither what is larger than a result, nor what has no name', async () => {
    const metadata = { '': 'nameless', Transcript: 'x'.repeat(70_000), Zeal: 'high' };
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { ...complete(row.id), metadata });
    const { interview } = await world.workable.control.waitFor(callbackUrl);
    expect(interview?.details).toEqual({ Zeal: 'high' });
    await untilNothingIsDue(world);
    expect(vendor.control.complaints).toEqual([]);
  });

  it('to send_test is an unknown outcome, and reported', async () => {
    vendor.control.trouble({ how: 'body', body: { partner_interview_id: null } });
    const { answer } = await greenhouse.create();
    expect(answer.status).toBe(503);
    await until('the fault was reported', () => vendor.control.complaints.length > 0);
    expect(vendor.control.complaints).toEqual([
      {
        api_call: 'send_test',
        errors: ['partner_interview_id should be a string or a whole number'],
        partner_test_id: 'voice-1',
        candidate_email: expect.stringMatching(/^lakita\.\d+@example\.test$/),
      },
    ]);
  });

  it('to test_status that is no object is reported once, and asked for again', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    vendor.control.wrongStatus.set(String(row.id), [complete(row.id)]);
    await vendor.control.ring(row.invitation.url);
    await until('the fault was reported', () => vendor.control.complaints.length > 0);
    world.clock.advance(minute);
    await until('the vendor was asked again', () => timesAsked(row.id) > 1);
    vendor.control.wrongStatus.clear();
    await vendor.control.change(row.id, complete(row.id));
    world.clock.advance(hour);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
    await untilNothingIsDue(world);
    expect(vendor.control.complaints).toEqual([
      {
        api_call: 'test_status',
        errors: ['the answer should be a JSON object'],
        partner_test_id: 'voice-1',
        partner_interview_id: String(row.id),
        candidate_email: row.invitation.candidate.email,
      },
    ]);
  });
});

describe('a result', () => {
  const scoresOf = (callbackUrl: string) =>
    putsOf(world, { callbackUrl }).map(({ body }) => (body as { interview?: { score?: string } }).interview?.score);

  it('changes with a later webhook', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, complete(row.id));
    await until('it was reported', () => scoresOf(callbackUrl).length === 1);
    world.clock.advance(minute);
    await vendor.control.change(row.id, { partner_score: 81.5 });
    await until('the change was reported', () => scoresOf(callbackUrl).length === 2);
    expect(scoresOf(callbackUrl)).toEqual(['78', '82']);
  });

  it('is asked about daily, for five days', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, complete(row.id));
    await until('it was reported', () => scoresOf(callbackUrl).length === 1);
    vendor.control.push.isOff = true;
    const before = timesAsked(row.id);
    for (let asked = 1; asked <= 5; asked += 1) {
      await vendor.control.change(row.id, { partner_score: 80 + asked });
      world.clock.advance(day);
      await until(`day ${asked} was asked about`, () => timesAsked(row.id) === before + asked);
      await until(`day ${asked} was reported`, () => scoresOf(callbackUrl).length === 1 + asked);
    }
    expect(scoresOf(callbackUrl)).toEqual(['78', '81', '82', '83', '84', '85']);
    world.clock.advance(2 * day);
    await untilNothingIsDue(world);
    expect(timesAsked(row.id)).toBe(before + 5);
  });

  it('above the maximum is sent as it is', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { ...complete(row.id), partner_score: 120 });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('120');
  });

  it('without a score is sent at once', async () => {
    const { row, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { ...complete(row.id), partner_score: null, metadata: null });
    const taken = await world.workable.control.waitFor(callbackUrl);
    expect(taken.status).toBe('completed');
    expect(taken).not.toHaveProperty('interview');
  });
});

describe('an ending', () => {
  it('of a word in the settings is reported as declined after RETRY_GRACE', async () => {
    const { row, id, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { partner_status: 'Expired' });
    await until('the vendor was asked', () => timesAsked(row.id) > 0);
    world.clock.advance(hour);
    expect((await world.ask('GET', `/interviews/${id}`)).body).toEqual({ status: 'pending' });
    world.clock.advance(3 * day);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'declined' });
  });

  it('of any other word is none: the time of the interview runs out', async () => {
    const { row, id, callbackUrl } = await greenhouse.invite();
    await vendor.control.change(row.id, { partner_status: 'cancelled' });
    world.clock.advance(4 * day);
    expect((await world.ask('GET', `/interviews/${id}`)).body).toEqual({ status: 'pending' });
    world.clock.advance(11 * day);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
    await untilConcluded(world, { id });
  });
});

describe('an invitation', () => {
  const person = (email: string) => ({
    callback_url: world.workable.control.newCallbackUrl(),
    candidate: { first_name: 'Ana Maria Novak', email },
  });

  it('of a candidate with one name has two, as the vendor needs', async () => {
    const { row } = await greenhouse.invite(person('ana.one@example.test'));
    expect(row.invitation.candidate).toMatchObject({ first_name: 'Ana Maria', last_name: 'Novak', phone_number: null });
  });

  it('whose answer was lost waits for a person, and the candidate gets no second mail', async () => {
    const changes = person('ana.lost@example.test');
    vendor.control.trouble({ how: 'accept-then-drop' });
    const { length } = vendor.control.mails;
    expect((await greenhouse.create(changes)).answer.status).toBe(503);
    for (let i = 0; i < 3; i += 1) {
      world.clock.advance(hour);
      const { answer } = await greenhouse.create(changes);
      expect([answer.status, answer.body.message]).toEqual([
        503,
        'It is not known whether the vendor invited this candidate',
      ]);
    }
    expect(vendor.control.mails.length).toBe(length + 1);
  });

  describe('that a person has looked for at the vendor', () => {
    /** Its answer is lost; resolves to what is needed to create it again. */
    async function lost(email: string) {
      const changes = person(email);
      vendor.control.trouble({ how: 'accept-then-drop' });
      const { answer, row } = await greenhouse.create(changes);
      expect(answer.status).toBe(503);
      const [id = ''] = row?.invitation.url.split('/').at(-1)?.split('.') ?? [];
      return { changes, id, row: row ?? expect.fail('the vendor has no invitation') };
    }

    it('and found there counts, and its result comes', async () => {
      const { changes, id, row } = await lost('ana.found@example.test');
      const { code, text } = await bridgeCommand(world, ['resolve', id, '--invited', String(row.id)]);
      expect([code, text]).toEqual([0, `${id}  invited`]);
      const { length } = vendor.control.mails;
      expect((await greenhouse.create(changes)).answer).toMatchObject({ status: 201, body: { interview_id: id } });
      expect(vendor.control.mails.length).toBe(length);
      await vendor.control.change(row.id, complete(row.id));
      expect((await world.workable.control.waitFor(changes.callback_url)).interview?.score).toBe('78');
    });

    it('and did not find is made again by the next create', async () => {
      const { changes, id } = await lost('ana.absent@example.test');
      expect((await bridgeCommand(world, ['resolve', id, '--not-invited'])).code).toBe(0);
      const { length } = vendor.control.mails;
      expect((await greenhouse.create(changes)).answer.status).toBe(201);
      expect(vendor.control.mails.length).toBe(length + 1);
    });
  });

  it('at a vendor that expects Greenhouse itself is refused in its words', async () => {
    vendor.control.pinnedHost = 'app.greenhouse.io';
    const { answer } = await greenhouse.create();
    expect([answer.status, answer.body.message]).toEqual([502, 'The vendor refused: url is not allowed']);
    vendor.control.pinnedHost = new URL(world.url).host;
    await greenhouse.invite();
  });
});

describe('doctor', () => {
  it('looks at every address, and invites and complains of nothing', async () => {
    const { length } = vendor.control.mails;
    const { text } = await bridgeCommand(world, 'doctor');
    expect(text).toContain('default: greenhouse accepts our key and lists 2 interview templates');
    expect(text).toContain('default: greenhouse: test_status: answers a GET with 404');
    expect(text).toContain('default: greenhouse: send_test: answers a GET with 404');
    expect(text).toContain('default: greenhouse: response_error: answers a GET with 404');
    expect(vendor.control.mails.length).toBe(length);
    expect(vendor.control.complaints).toEqual([]);
  });

  it('says which setting is wrong', async () => {
    const { code, text } = await bridgeCommand(world, 'doctor', {
      GREENHOUSE_API_KEY: 'another-key',
      GREENHOUSE_SEND_TEST_URL: 'http://127.0.0.1:9/send',
    });
    expect(code).toBe(1);
    expect(text).toMatch(/^WRONG {2}default: greenhouse: The vendor refused the API key\. .*GREENHOUSE_API_KEY$/m);
    expect(text).toMatch(/^WRONG {2}default: greenhouse: test_status: refused our key \(401\)\..*GREENHOUSE_API_KEY$/m);
    expect(text).toMatch(/^WRONG {2}default: greenhouse: send_test: did not answer .*GREENHOUSE_SEND_TEST_URL/m);
    expect(text).not.toContain('another-key');
  });
});

describe('with other settings', () => {
  let other: GreenhouseWorld;
  beforeAll(async () => {
    other = await openGreenhouseWorld({ GREENHOUSE_REPEAT: 'same', GREENHOUSE_LAST_NAME: 'Unknown' });
    other.vendor.control.repeat = 'same';
  });
  afterAll(() => other.close());

  it('a score without a maximum stands in the details alone', async () => {
    const { row, callbackUrl } = await other.invite();
    await other.vendor.control.change(row.id, complete(row.id));
    const taken = await other.world.workable.control.waitFor(callbackUrl);
    expect(taken.interview).toEqual({ details: { Score: 78, Zeal: 'high', Answers: 7, 'Speaks German': true } });
  });

  it('a lost answer is the same invitation when it is made again', async () => {
    const candidate = { first_name: 'Ana', email: 'ana.lost@example.test' };
    const changes = { callback_url: other.world.workable.control.newCallbackUrl(), candidate };
    other.vendor.control.trouble({ how: 'accept-then-drop' });
    const { length } = other.vendor.control.mails;
    expect((await other.create(changes)).answer.status).toBe(503);
    const { row, callbackUrl } = await other.invite(changes);
    expect(other.vendor.control.mails.length).toBe(length + 1);
    expect(row.invitation.candidate).toMatchObject({ first_name: 'Ana', last_name: 'Unknown' });
    await other.vendor.control.change(row.id, complete(row.id));
    expect((await other.world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });
});
