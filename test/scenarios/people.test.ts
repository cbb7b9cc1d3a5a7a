import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttpVendor } from '../../sandbox/http-vendor/server.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../../testing/operator.ts';
import { during } from '../../testing/process.ts';
import { createBody, openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

const lastInHistory = async (of = world) => (await bridgeCommand(of, 'history --limit 1')).lines[0];

describe('cancel', () => {
  it('ends an interview, says that the link still works, and writes it into the history', async () => {
    const { id, callbackUrl } = await sendInterview(world);
    expect(await bridgeCommand(world, `cancel ${id}`)).toMatchObject({
      code: 0,
      errors: [],
      lines: [
        `${id}  cancelled`,
        'The link of the candidate still works: this vendor cannot withdraw it. Tell the candidate',
      ],
    });
    await world.workable.control.waitFor(callbackUrl);
    expect((await world.ask('GET', `/interviews/${id}`)).body).toMatchObject({ status: 'declined' });
    expect(await lastInHistory()).toMatch(new RegExp(`  default  cancelled interviews: 1 \\(${id}\\)$`));
    expect(await bridgeCommand(world, `cancel ${id}`)).toMatchObject({
      code: 0,
      text: `${id}  had been cancelled before`,
    });
    const { text } = await bridgeCommand(world, `cancel ${id} --json`);
    expect(JSON.parse(text)).toEqual({ interview_id: id, outcome: 'cancelled-before' });
  });

  it('does not say so where the vendor withdraws the invitation', async ({ onTestFinished }) => {
    const secret = 'the-secret-of-the-vendor';
    const vendor = await during(onTestFinished, startHttpVendor({ token: 'the-token', webhookSecret: secret }));
    const settings = {
      VENDOR: 'http',
      VENDOR_URL: vendor.url,
      VENDOR_TOKEN: 'the-token',
      VENDOR_WEBHOOK_SECRET: secret,
    };
    const open = await during(onTestFinished, openWorld(settings));
    vendor.control.now = open.clock.now;
    const { id } = await sendInterview(open, { templateId: 'support' });
    expect(JSON.parse((await bridgeCommand(open, `cancel ${id} --json`)).text)).toEqual({
      interview_id: id,
      outcome: 'cancelled',
      link_still_works: false,
    });
  });

  it('changes nothing about an interview that is over', async () => {
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world);
    const before = await lastInHistory();
    expect(await bridgeCommand(world, `cancel ${sent.id}`)).toMatchObject({
      code: 1,
      errors: [`Interview ${sent.id} is over: completed. Nothing was done`],
    });
    expect(await lastInHistory()).toBe(before);
  });
});

describe('resend', () => {
  it('prints the link where the vendor mails its candidates itself, and writes no link into the history', async () => {
    const { id } = await sendInterview(world);
    const { code, text } = await bridgeCommand(world, `resend ${id}`);
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/^The vendor mails its candidates itself\. Send the candidate this link: https?:\/\/\S+$/),
    ]);
    expect(await lastInHistory()).toMatch(new RegExp(`  default  printed links of candidates: 1 \\(${id}\\)$`));
    const link = text.split(' ').at(-1);
    expect(JSON.parse((await bridgeCommand(world, `resend ${id} --json`)).text)).toEqual({
      interview_id: id,
      outcome: 'link',
      link,
    });
  });

  it('says that an interview is over', async () => {
    const { id } = await sendInterview(world);
    await bridgeCommand(world, `cancel ${id}`);
    const { code, errors } = await bridgeCommand(world, `resend ${id}`);
    expect([code, errors]).toEqual([1, [`Interview ${id} is over: declined. Nothing was sent`]]);
  });
});

describe('resolve', () => {
  /** An interview whose invitation the vendor may have made: it answered nothing that says so. */
  async function doubt(): Promise<string> {
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'error', times: 1 });
    expect((await world.ask('POST', '/interviews', { body: createBody(world) })).status).toBe(503);
    const { text } = await bridgeCommand(world, 'interviews --limit 1 --json');
    return String(JSON.parse(text).interview_id);
  }
  const invitationOf = async (id: string) =>
    /^invitation +([\w-]+)/m.exec((await bridgeCommand(world, `show ${id}`)).text)?.[1];

  it('takes the invitation that a person has found at the vendor', async () => {
    const id = await doubt();
    expect(await bridgeCommand(world, `resolve ${id} --invited 8c1f2d`)).toMatchObject({
      code: 0,
      lines: [`${id}  invited`],
    });
    expect(await invitationOf(id)).toBe('invited');
    expect(await lastInHistory()).toMatch(new RegExp(`resolved invitations as invited: 1 \\(${id}\\)$`));
    expect(await bridgeCommand(world, `resolve ${id} --not-invited`)).toMatchObject({
      code: 1,
      errors: [`The invitation of ${id} is not in doubt: it is invited. Nothing was done`],
    });
  });

  it('says that nothing is sent by itself where there is no invitation', async () => {
    const id = await doubt();
    expect(await bridgeCommand(world, `resolve ${id} --not-invited`)).toMatchObject({
      code: 0,
      lines: [
        `${id}  not-invited`,
        'Nothing is sent by itself: have the recruiter create the interview again in Workable',
      ],
    });
    expect(await invitationOf(id)).toBe('not-invited');
    expect(await bridgeCommand(world, `resend ${id}`)).toMatchObject({
      code: 1,
      errors: [`Interview ${id} has no invitation yet. See "bridge show ${id}"`],
    });
  });

  it('is refused without a reference', async () => {
    const { code, errors } = await bridgeCommand(world, ['resolve', 'x', '--invited', ' ']);
    expect([code, errors]).toEqual([2, ["--invited should be the vendor's id of the invitation"]]);
  });
});

it.each(['cancel unknown', 'resend unknown', 'resolve unknown --not-invited'])(
  '"%s" says that there is no such interview',
  async (words) => {
    expect(await bridgeCommand(world, words)).toMatchObject({ code: 1, lines: ['There is no interview unknown'] });
  },
);
