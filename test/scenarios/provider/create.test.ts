import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { SandboxInvitation } from '../../../sandbox/vendor/types.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { type MailWorld, openMailWorld } from '../../../testing/mail-world.ts';
import { peek } from '../../../testing/peek.ts';
import { type Answer, createBody, openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

function newEmail(): string {
  return `candidate.${randomUUID()}@example.test`;
}

function create(changes: Record<string, unknown>): Promise<Answer> {
  return world.ask('POST', '/interviews', { body: createBody(world, changes) });
}

function invitationsOf(email: string): SandboxInvitation[] {
  return world.vendor.control.invitations.filter((each) => each.email === email.toLowerCase());
}

describe('a create', () => {
  it('is answered 201 with a string id and nothing else', async () => {
    const { status, body } = await create({ candidate: { first_name: 'Ana', email: newEmail() } });
    expect([status, body]).toEqual([201, { interview_id: expect.stringMatching(/./) }]);
  });

  it('sends the vendor the whole name, the e-mail, our id and the request to mail the invitation', async () => {
    const email = newEmail();
    const body = createBody(world, { candidate: { first_name: ' Ana ', last_name: ' de la Cruz ', email } });
    const { interview_id } = (await world.ask('POST', '/interviews', { body })).body;
    expect(invitationsOf(email)).toEqual([
      {
        definitionId: body.interview_template_id,
        email,
        name: 'Ana de la Cruz',
        externalId: interview_id,
        sendEmail: true,
        merchant: 0,
        at: expect.any(Number),
      },
    ]);
  });

  it.each([
    ['the last name alone', { last_name: 'Sukarno' }, 'Sukarno'],
    ['the last name beside a blank one', { first_name: ' ', last_name: 'Sukarno' }, 'Sukarno'],
    ['one line of a name of two', { first_name: 'Ana\r\nBcc: x@y.example' }, 'Ana Bcc: x@y.example'],
  ])('sends the vendor %s', async (_what, names, told) => {
    const email = newEmail();
    expect((await create({ candidate: { ...names, email } })).status).toBe(201);
    expect(invitationsOf(email).map(({ name }) => name)).toEqual([told]);
  });

  it('invites to an address and a template without invisible characters in them', async () => {
    const email = newEmail();
    const { interview_template_id } = createBody(world);
    const changes = { interview_template_id: `${interview_template_id}\u200b` };
    const candidate = { first_name: 'Ana', email: `mailto:${email}\u200b` };
    expect((await create({ ...changes, candidate })).status).toBe(201);
    expect(invitationsOf(email)).toMatchObject([{ email, definitionId: interview_template_id }]);
  });

  it('is in Redis before the vendor hears of it', async () => {
    const email = newEmail();
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'error', times: 1 });
    expect((await create({ candidate: { first_name: 'Ana', email } })).status).toBe(503);
    expect(invitationsOf(email)).toEqual([]);
    expect(await peek(world.redisUrl)).toContain(email);
  });

  it('is known again after a restart', async () => {
    const email = newEmail();
    const body = createBody(world, { candidate: { first_name: 'Ana', email } });
    const first = await world.ask('POST', '/interviews', { body });
    await world.restart();
    const again = await world.ask('POST', '/interviews', { body });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(invitationsOf(email)).toHaveLength(1);
    expect((await world.ask('GET', `/interviews/${first.body.interview_id}`)).text).toBe('{"status":"pending"}');
  });

  it('leaves neither name nor address in the log', async () => {
    const email = newEmail();
    const body = createBody(world, { candidate: { first_name: 'Unmistakable', phone: '555-0100', email } });
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(201);
    for (const word of [email, 'Unmistakable', '555-0100', String(body.callback_url)]) {
      expect(world.logLines.join('')).not.toContain(word);
    }
  });
});

describe('optional fields', () => {
  it('may all be null', async () => {
    const email = newEmail();
    const candidate = { first_name: 'Ana', last_name: null, phone: null, email };
    const answer = await create({ candidate, job_id: null, job_title: null, preferences: null });
    expect(answer.status).toBe(201);
    expect(invitationsOf(email)[0]?.name).toBe('Ana');
  });

  it('may all be absent', async () => {
    const { interview_template_id, callback_url } = createBody(world);
    const body = { interview_template_id, callback_url, candidate: { first_name: 'Ana', email: newEmail() } };
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(201);
  });

  it.each([
    ['empty texts', { job_title: '', candidate: { first_name: 'Ana', last_name: '', phone: '' } }],
    ['numbers for ids', { job_id: 6789 }],
    ['zero for an id', { job_id: 0 }],
    ['a phone number that is a number', { candidate: { first_name: 'Ana', phone: 7_859_916_256 } }],
    ['free text for a phone number', { candidate: { first_name: 'Ana', phone: '(785)991-6256 ext. 4' } }],
    ['empty preferences', { preferences: {} }],
    ['nested preferences', { preferences: { key: 'value', more: { a: [1, null] } } }],
    ['an unknown job', { job_id: 'no such job' }],
    ['unknown fields', { stage: 'x', candidate: { first_name: 'Ana', headline: null, address: {} } }],
  ])('may hold %s', async (_what, changes: Record<string, unknown>) => {
    const candidate = { first_name: 'Ana', ...(changes.candidate as object | undefined), email: newEmail() };
    expect((await create({ ...changes, candidate })).status).toBe(201);
  });
});

describe('wrong values', () => {
  const template = 'interview_template_id should be an available interview template';
  it.each([
    [{ interview_template_id: 12345 }, template],
    [{ interview_template_id: randomUUID() }, template],
    [{ interview_template_id: {} }, 'interview_template_id should be a string'],
    [{ interview_template_id: true }, 'interview_template_id should be a string'],
    [{ interview_template_id: [] }, 'interview_template_id should be a string'],
    [{ callback_url: 7 }, 'callback_url should be a string'],
    [{ callback_url: {} }, 'callback_url should be a string'],
    [{ candidate: 'Ana' }, 'candidate should be an object'],
    [{ candidate: [] }, 'candidate should be an object'],
    [{ candidate: { first_name: 7 } }, 'candidate.first_name should be a string'],
    [{ candidate: { first_name: ' ' } }, 'candidate.first_name should be a string that is not empty'],
    [{ candidate: { last_name: {} } }, 'candidate.last_name should be a string'],
    [{ candidate: { phone: [] } }, 'candidate.phone should be a string'],
    [{ candidate: { email: 7 } }, 'candidate.email should be a string'],
    [{ candidate: { email: '' } }, 'candidate.email should be an e-mail address'],
    [{ candidate: { email: 'ana' } }, 'candidate.email should be an e-mail address'],
    [{ candidate: { email: 'ana@example' } }, 'candidate.email should be an e-mail address'],
    [{ candidate: { email: 'ana@example.test,eve@example.test' } }, 'candidate.email should be an e-mail address'],
    [
      { candidate: { email: 'ana@example.test\nBcc: eve@example.test' } },
      'candidate.email should be an e-mail address',
    ],
    [{ candidate: { email: 'Ana <ana@example.test>' } }, 'candidate.email should be an e-mail address'],
    [{ candidate: { email: `${'a'.repeat(400)}@example.test` } }, 'candidate.email should be an e-mail address'],
    [{ job_id: {} }, 'job_id should be a string'],
    [{ job_title: 7 }, 'job_title should be a string'],
    [{ preferences: 'x' }, 'preferences should be an object'],
    [{ preferences: [] }, 'preferences should be an object'],
  ])('are named: %j', async (changes, message) => {
    const invitations = world.vendor.control.invitations.length;
    expectError(await create(changes), 400, `Invalid field: ${message}`);
    expect(world.vendor.control.invitations).toHaveLength(invitations);
  });

  test('a draft is no available template', async () => {
    const draft = world.vendor.control.definitions.find(({ status }) => status === 'draft');
    expectError(await create({ interview_template_id: draft?.id }), 400, `Invalid field: ${template}`);
  });

  test('many unknown templates do not become many questions to the vendor', async () => {
    const calls = world.vendor.control.requests.length;
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => create({ interview_template_id: randomUUID() })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(world.vendor.control.requests.length - calls).toBeLessThanOrEqual(4);
  });

  test('a template made a moment ago is found although the list is kept', async () => {
    await world.ask('GET', '/interview-templates');
    const fresh = { ...world.vendor.control.definitions[0]!, id: randomUUID(), name: 'Made a moment ago' };
    world.vendor.control.definitions.push(fresh);
    world.clock.advance(5_000);
    expect((await create({ interview_template_id: fresh.id })).status).toBe(201);
  });
});

describe('missing values', () => {
  const whole = { first_name: 'Ana', email: 'ana@example.test' };
  it.each([
    [{ interview_template_id: null }, 'interview_template_id'],
    [{ callback_url: null }, 'callback_url'],
    [{ candidate: null }, 'candidate'],
    [{ candidate: {} }, 'candidate.first_name'],
    [{ candidate: { ...whole, first_name: null } }, 'candidate.first_name'],
    [{ candidate: { ...whole, first_name: null, last_name: ' ' } }, 'candidate.first_name'],
    [{ candidate: { ...whole, email: null } }, 'candidate.email'],
    [{ candidate: { first_name: 'Ana' } }, 'candidate.email'],
  ])('are named: %j', async (changes, field) => {
    expectError(await create(changes), 422, `Missing field: ${field} should be provided`);
  });

  it.each(['interview_template_id', 'callback_url', 'candidate'])('are named when there is no %s', async (field) => {
    const { [field]: _left, ...body } = createBody(world);
    expectError(await world.ask('POST', '/interviews', { body }), 422, `Missing field: ${field} should be provided`);
  });

  test('an empty object misses the template first', async () => {
    const message = 'Missing field: interview_template_id should be provided';
    expectError(await world.ask('POST', '/interviews', { body: {} }), 422, message);
  });
});

describe('the same create again', () => {
  it.each([
    ['as it was', {}],
    ['with other capitals in the e-mail', { upperCase: true }],
    ['with white space around the e-mail', { spaces: true }],
    ['with invisible characters in the e-mail', { unseen: true }],
    ['with another name', { first_name: 'Anna', last_name: 'Other', phone: '1' }],
    ['with another job', { job_title: 'Another', job_id: 'other', preferences: { a: 1 } }],
    ['most of a year later', { isLate: true }],
  ])('is answered with the same id and no second invitation: %s', async (_what, how: Record<string, unknown>) => {
    const { upperCase, spaces, unseen, isLate, job_title = 'Same', first_name = 'Ana', ...rest } = how;
    const email = newEmail();
    const body = createBody(world, { job_title: 'Same', candidate: { first_name: 'Ana', email } });
    const first = await world.ask('POST', '/interviews', { body });
    if (isLate) await becomeOld(body.callback_url);
    const candidate = {
      first_name,
      ...rest,
      email: spaces ? ` ${email} ` : upperCase ? email.toUpperCase() : unseen ? `${email}\u200b` : email,
    };
    const again = await world.ask('POST', '/interviews', { body: { ...body, job_title, candidate } });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(invitationsOf(email)).toHaveLength(1);
  });

  async function becomeOld(callbackUrl: unknown): Promise<void> {
    world.clock.advance(20 * 86_400_000);
    await world.workable.control.waitFor(String(callbackUrl), ({ status }) => status === 'expired');
    world.clock.advance(300 * 86_400_000);
  }

  it('is answered with the same id when the template has been withdrawn meanwhile', async () => {
    const template = { ...world.vendor.control.definitions[0]!, id: randomUUID() };
    world.vendor.control.definitions.push(template);
    world.clock.advance(120_000);
    const body = createBody(world, { interview_template_id: template.id });
    const first = await world.ask('POST', '/interviews', { body });
    expect(first.status).toBe(201);
    template.status = 'archived';
    world.clock.advance(120_000);
    const again = await world.ask('POST', '/interviews', { body });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expectError(
      await create({ interview_template_id: template.id }),
      400,
      'Invalid field: interview_template_id should be an available interview template',
    );
  });

  it('is answered with the same id while the vendor is down', async () => {
    const body = createBody(world);
    const first = await world.ask('POST', '/interviews', { body });
    for (const path of ['merchant-interview-list', 'job-interview-register-users', 'merchant-candidate-list']) {
      world.vendor.control.misbehave({ path, how: 'drop' });
    }
    world.clock.advance(120_000);
    const again = await world.ask('POST', '/interviews', { body });
    world.vendor.control.behave();
    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  it('is answered with the same id when a number comes as a string', async () => {
    const body = createBody(world, { job_id: 77 });
    const first = await world.ask('POST', '/interviews', { body });
    const again = await world.ask('POST', '/interviews', { body: { ...body, job_id: '77' } });
    expect([again.status, again.body]).toEqual([201, first.body]);
  });
});

describe('the same callback URL for something else', () => {
  it('is a conflict with another candidate', async () => {
    const body = createBody(world);
    await world.ask('POST', '/interviews', { body });
    const email = newEmail();
    const other = { ...body, candidate: { first_name: 'Ana', email } };
    expectError(await world.ask('POST', '/interviews', { body: other }), 409, 'Entity is already updated');
    expect(invitationsOf(email)).toEqual([]);
  });

  it('is a conflict with another template', async () => {
    const email = newEmail();
    const body = createBody(world, { candidate: { first_name: 'Ana', email } });
    await world.ask('POST', '/interviews', { body });
    const other = { ...body, interview_template_id: world.vendor.control.definitions[1]!.id };
    expectError(await world.ask('POST', '/interviews', { body: other }), 409, 'Entity is already updated');
    expect(invitationsOf(email)).toHaveLength(1);
  });

  it('is a conflict although the first create was refused by the vendor', async () => {
    const body = createBody(world);
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(502);
    const other = { ...body, candidate: { first_name: 'Ana', email: newEmail() } };
    expectError(await world.ask('POST', '/interviews', { body: other }), 409, 'Entity is already updated');
  });
});

test('another callback URL for the same candidate and template is another interview', async () => {
  const email = newEmail();
  const answers = [1, 2].map(() => create({ candidate: { first_name: 'Ana', email } }));
  const [a, b] = await Promise.all(answers);
  expect(a?.body.interview_id).not.toBe(b?.body.interview_id);
  expect(invitationsOf(email)).toHaveLength(2);
});

describe('settings of the vendor', () => {
  let quiet: MailWorld;
  beforeAll(async () => {
    quiet = await openMailWorld();
  });
  afterAll(() => quiet.close());

  test('the vendor sends no e-mail if the setting says so', async () => {
    expect((await quiet.ask('POST', '/interviews', { body: createBody(quiet) })).status).toBe(201);
    expect(quiet.vendor.control.invitations.map(({ sendEmail }) => sendEmail)).toEqual([false]);
  });

  test('the vendor may answer its rows bare or wrapped', async () => {
    for (const shape of ['array', 'results'] as const) {
      quiet.vendor.control.registrationShape = shape;
      expect((await quiet.ask('POST', '/interviews', { body: createBody(quiet) })).status).toBe(201);
    }
  });
});
