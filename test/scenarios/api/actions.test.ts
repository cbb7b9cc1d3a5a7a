import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { type HttpWorld, openHttpWorld } from '../../../testing/http-vendor.ts';
import { only, pollsAbout, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { type MailWorld, mailed, openMailWorld, untilMailed } from '../../../testing/mail-world.ts';
import { bridgeCommand, logged, untilDelivery, untilHistory, untilNothingIsDue } from '../../../testing/operator.ts';
import { createBody, openWorld, until } from '../../../testing/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(openWorld({ JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '1h' }));
});
afterAll(() => world.close());

const act = async ({ id }: { id: string }, action: string, body?: object) => {
  const answer = await world.api('POST', `/interviews/${id}/${action}`, body ? { body } : {});
  return { status: answer.status, body: answer.body };
};
const lastInHistory = async (of: ApiWorld = world) => (await bridgeCommand(of, 'history --limit 1')).lines[0];
const stateOf = async ({ id }: { id: string }) => {
  const { state, reason } = (await world.api('GET', `/interviews/${id}`)).body;
  return [state, reason];
};

async function delivered(): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  await untilNothingIsDue(world);
  return sent;
}

async function failed(): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, body: 'Not Found', times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  return sent;
}

/** The vendor may have made the invitation: it answered nothing that says so. */
async function doubted(): Promise<{ id: string }> {
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'error', times: 1 });
  expect((await world.ask('POST', '/interviews', { body: createBody(world) })).status).toBe(503);
  return (await world.api('GET', '/interviews?limit=1')).body.items[0];
}

describe('deliver', () => {
  it('delivers what has failed, and writes it down', async () => {
    const sent = await failed();
    expect(await stateOf(sent)).toEqual(['failed', 'Workable did not take the result: 404 Not Found.']);
    const { body } = await act(sent, 'deliver');
    expect(body).toEqual({ interview_id: sent.id, outcome: 'queued' });
    await untilDelivery(world, sent, 'acknowledged');
    expect(putsOf(world, sent)).toHaveLength(2);
    expect(await lastInHistory()).toMatch(`  default  replayed deliveries: 1 (${sent.id}), by api`);
    expect(logged(world, 'operator').at(-1)).toMatchObject({
      outcome: 'replayed deliveries',
      by: 'api',
      account: 'default',
      ids: [sent.id],
    });
  });

  it('does nothing where Workable is up to date, or there is no result', async () => {
    const sent = await delivered();
    const nothing = { interview_id: sent.id, outcome: 'nothing_to_do', reason: 'Workable is up to date' };
    expect((await act(sent, 'deliver')).body).toEqual(nothing);
    const open = await sendInterview(world);
    expect((await act(open, 'deliver')).body).toMatchObject({ reason: 'it has no result yet' });
    expect(putsOf(world, sent)).toHaveLength(1);
  });
});

describe('ask', () => {
  it('has the vendor asked now', async () => {
    const sent = await sendInterview(world);
    expect(pollsAbout(world, sent)).toEqual([]);
    expect((await act(sent, 'ask')).body).toEqual({ interview_id: sent.id, outcome: 'queued' });
    await untilHistory(world, sent, /polled the vendor: no attempt yet/);
    expect(pollsAbout(world, sent)).toHaveLength(1);
    expect(await lastInHistory()).toMatch(`had the vendor asked: 1 (${sent.id}), by api`);
  });

  it('is refused where the candidate is not invited', async () => {
    const { id } = await doubted();
    await act({ id }, 'resolve', { outcome: 'not_invited' });
    expect(await act({ id }, 'ask')).toEqual({
      status: 409,
      body: { status: 409, message: `Interview ${id} has no invitation yet` },
    });
  });
});

describe('cancel', () => {
  it('ends an interview, once', async () => {
    const sent = await sendInterview(world);
    const done = { interview_id: sent.id, outcome: 'cancelled', link_still_works: true };
    expect(await act(sent, 'cancel')).toEqual({ status: 200, body: done });
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world);
    expect(await stateOf(sent)).toEqual([
      'cancelled',
      'An operator cancelled it, and this vendor cannot withdraw the link.',
    ]);
    expect((await act(sent, 'cancel')).body).toEqual({ interview_id: sent.id, outcome: 'cancelled_before' });
    expect((await world.api('GET', '/interviews?state=cancelled')).body.items).toMatchObject([{ id: sent.id }]);
  });

  it('is refused where it is over', async () => {
    const sent = await delivered();
    const before = await lastInHistory();
    expect(await act(sent, 'cancel')).toMatchObject({
      status: 409,
      body: { message: `Interview ${sent.id} is over: completed. Nothing was done` },
    });
    expect(await lastInHistory()).toBe(before);
  });
});

describe('resolve', () => {
  it('takes the invitation that was found at the vendor', async () => {
    const doubt = await doubted();
    expect(await stateOf(doubt)).toEqual([
      'needs_decision',
      expect.stringMatching(/^It is not known whether the vendor has invited the candidate: .*[^.]\.$/),
    ]);
    const body = { outcome: 'invited', vendor_ref: '8c1f2d' };
    expect((await act(doubt, 'resolve', body)).body).toEqual({ interview_id: doubt.id, outcome: 'invited' });
    expect((await world.api('GET', `/interviews/${doubt.id}`)).body).toMatchObject({
      state: 'invited',
      reason: 'The candidate has not begun.',
      vendor_ref: '8c1f2d',
    });
    expect(await act(doubt, 'resolve', body)).toMatchObject({
      status: 409,
      body: { message: `The invitation of ${doubt.id} is not in doubt: it is invited. Nothing was done` },
    });
    const { body: found } = await world.api('POST', '/interviews/search', { body: { text: '8c1f2d' } });
    expect(found.items).toMatchObject([{ id: doubt.id }]);
  });

  it('takes it that there is none', async () => {
    const doubt = await doubted();
    expect((await act(doubt, 'resolve', { outcome: 'not_invited' })).status).toBe(200);
    expect(await stateOf(doubt)).toEqual([
      'not_invited',
      'The vendor has not invited the candidate: An operator found no invitation at the vendor.',
    ]);
    expect((await act(doubt, 'resend')).body.message).toBe(`Interview ${doubt.id} has no invitation yet`);
  });

  it.each([
    [{}, 'Missing field: outcome should be provided'],
    [{ outcome: 'maybe' }, 'Invalid field: outcome should be one of invited, not_invited'],
    [{ outcome: 'invited' }, 'Missing field: vendor_ref should be provided'],
    [{ outcome: 'invited', vendor_ref: ' ' }, 'Invalid field: vendor_ref should have characters: 1 or more'],
    [{ outcome: 'invited', vendor_ref: ['x'] }, 'Invalid field: vendor_ref should be a text'],
    [{ outcome: 'not_invited', vendor_ref: 'x' }, 'Unknown field: vendor_ref'],
  ])('is refused with %o', async (body, message) => {
    expect(await act({ id: 'unknown' }, 'resolve', body)).toEqual({ status: 400, body: { status: 400, message } });
  });
});

describe('resend', () => {
  it('answers the link where the vendor mails its candidates itself, and writes it nowhere', async () => {
    const sent = await sendInterview(world);
    const { body } = await act(sent, 'resend');
    expect(body).toEqual({ interview_id: sent.id, outcome: 'link', link: expect.stringMatching(/^https?:/) });
    expect(await lastInHistory()).toMatch(`printed links of candidates: 1 (${sent.id}), by api`);
    expect(world.logLines.join('')).not.toContain(body.link);
    const { body: found } = await world.api('POST', '/interviews/search', { body: { text: body.link } });
    expect(found.items).toMatchObject([{ id: sent.id }]);
  });

  it('is refused where it is over', async () => {
    const sent = await delivered();
    expect(await act(sent, 'resend')).toMatchObject({
      status: 409,
      body: { message: `Interview ${sent.id} is over: completed. Nothing was sent` },
    });
  });
});

describe('dismiss', () => {
  it('accepts that a delivery has failed', async () => {
    const sent = await failed();
    expect((await act(sent, 'dismiss')).body).toEqual({ interview_id: sent.id, outcome: 'dismissed' });
    expect(await stateOf(sent)).toEqual([
      'refused',
      'Workable does not have "completed", and an operator has dismissed that.',
    ]);
    expect((await act(sent, 'dismiss')).status).toBe(200);
    const { body } = await world.api('GET', '/interviews?state=failed');
    expect(body.items).not.toContainEqual(expect.objectContaining({ id: sent.id }));
    expect(await lastInHistory()).toMatch(`dismissed failed deliveries: 1 (${sent.id}), by api`);
  });

  it('is refused where none has', async () => {
    const sent = await sendInterview(world);
    expect(await act(sent, 'dismiss')).toMatchObject({
      status: 409,
      body: { message: `The delivery of ${sent.id} has not failed` },
    });
  });
});

describe('a shared link', () => {
  it('opens the report', async () => {
    const sent = await delivered();
    const { status, body } = await act(sent, 'shared-link');
    expect([status, body]).toEqual([
      201,
      { interview_id: sent.id, url: expect.stringContaining('/shared/'), ttl: '7', ttl_units: 'days' },
    ]);
    expect((await fetch(body.url)).status).toBe(200);
    expect(await lastInHistory()).toMatch(`made shared links: 1 (${sent.id}), by api`);
  });

  it('is refused where there is no result', async () => {
    const sent = await sendInterview(world);
    expect((await act(sent, 'shared-link')).body.message).toBe(`Interview ${sent.id} has no result yet`);
  });
});

test.each(['deliver', 'ask', 'cancel', 'resend', 'dismiss', 'shared-link'])(
  '%s of an unknown interview is 404, and takes no body',
  async (action) => {
    expect(await act({ id: 'unknown' }, action)).toEqual({
      status: 404,
      body: { status: 404, message: 'There is no interview unknown' },
    });
    expect((await act({ id: 'unknown' }, action, {})).status).toBe(404);
    expect((await act({ id: 'unknown' }, action, { force: true })).body.message).toBe('Unknown field: force');
  },
);

test('what is delivered, refused or waits says so', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 409, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'refused');
  expect(await stateOf(sent)).toEqual([
    'refused',
    'Workable has a final state already, and does not take "completed".',
  ]);
  const waiting = await sendInterview(world);
  world.workable.control.answerWith({ status: 500, body: 'Away <b>', times: 1, ...only(waiting) });
  await scoreAttempt(world, waiting);
  await untilDelivery(world, waiting, 'trying');
  const { body } = await world.api('GET', `/interviews/${waiting.id}`);
  expect(body).toMatchObject({
    state: 'delivering',
    reason: 'Workable does not have "completed" yet: the last answer was 500 Away <b>.',
    next: { what: 'deliver' },
    deliveries: [{ destination: 'callback', document: 'result', state: 'waiting', tries: 1, answer: '500 Away <b>' }],
  });
  expect(body.next.at).toBe(body.deliveries[0].next_at);
});

test('an attempt that runs, or has no score yet, says so', async () => {
  const sent = await sendInterview(world);
  const attempt = await world.vendor.control.start(sent.email, sent.templateId);
  await act(sent, 'ask');
  await untilHistory(world, sent, /polled the vendor: attempt/);
  expect(await stateOf(sent)).toEqual(['invited', 'The candidate has begun.']);
  await world.vendor.control.collect(attempt);
  await until('the answers are in', async () => (await stateOf(sent))[1] !== 'The candidate has begun.');
  expect(await stateOf(sent)).toEqual(['invited', 'The answers are in, and have no score yet.']);
});

describe('at a vendor that withdraws invitations', () => {
  let other: ApiWorld<HttpWorld>;
  beforeAll(async () => {
    other = await openApiWorld(openHttpWorld());
  });
  afterAll(() => other.close());

  test('cancel waits for its answer', async () => {
    const { id } = await other.create();
    const { body } = await other.api('POST', `/interviews/${id}/cancel`);
    expect(body).toEqual({ interview_id: id, outcome: 'cancelled', link_still_works: false });
    expect((await other.api('GET', `/interviews/${id}`)).body).toMatchObject({
      state: 'cancelled',
      reason: 'An operator cancelled it, and the vendor has withdrawn the link.',
    });
  });
});

test('a vendor that cannot be asked is not asked', async ({ onTestFinished }) => {
  const settings = { VENDOR_TOKEN: 'the-token-of-the-bridge', VENDOR_CAN_ASK: 'false' };
  const other = await openApiWorld(openHttpWorld(({ url }) => ({ VENDOR_URL: url, ...settings })));
  onTestFinished(() => other.close());
  const { id } = await other.create();
  const { status, body } = await other.api('POST', `/interviews/${id}/ask`);
  expect([status, body.message]).toEqual([409, `The vendor of interview ${id} cannot be asked`]);
});

describe('where the bridge mails invitations', () => {
  let other: ApiWorld<MailWorld>;
  beforeAll(async () => {
    other = await openApiWorld(openMailWorld());
  });
  afterAll(() => other.close());

  test('resend mails once more', async () => {
    const sent = await mailed(other);
    const { body } = await other.api('POST', `/interviews/${sent.id}/resend`);
    expect(body).toEqual({ interview_id: sent.id, outcome: 'queued' });
    await untilMailed(other, sent, 2);
    expect((await other.api('GET', `/interviews/${sent.id}`)).body).toMatchObject({
      state: 'invited',
      deliveries: [{ destination: 'mail', document: 'invitation', state: 'acknowledged' }],
    });
  });

  test('a mail that waits is on its way, and one that is refused has failed', async () => {
    other.smtp.answer('rcpt', 451, 1);
    const sent = await sendInterview(other);
    await untilDelivery(other, sent, 'trying');
    expect((await other.api('GET', `/interviews/${sent.id}`)).body).toMatchObject({
      state: 'inviting',
      reason: expect.stringMatching(/^The invitation waits for the mail server: the last answer was 451.*\.$/),
      next: { what: 'mail' },
    });
    other.smtp.answer('rcpt', 550, 1);
    await other.api('POST', `/interviews/${sent.id}/deliver`);
    await untilDelivery(other, sent, 'failed');
    expect((await other.api('GET', `/interviews/${sent.id}`)).body).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^The mail server did not take the invitation: 550.*\.$/),
    });
    await other.api('POST', `/interviews/${sent.id}/dismiss`);
    expect((await other.api('GET', `/interviews/${sent.id}`)).body).toMatchObject({
      state: 'not_invited',
      reason: 'The invitation could not be mailed, and an operator has dismissed that.',
    });
  });
});
