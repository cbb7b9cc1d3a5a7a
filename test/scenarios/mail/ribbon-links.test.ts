import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ribbon, startRibbon } from '../../../sandbox/ribbon/server.ts';
import type { RibbonFlow } from '../../../sandbox/ribbon/types.ts';
import { type MailWorld, mailed, openMailWorld, pageIn } from '../../../testing/mail-world.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { minute, second } from '../../../testing/times.ts';

let ribbon: Ribbon;
let world: MailWorld;
let flow: RibbonFlow;

beforeAll(async () => {
  ribbon = await startRibbon({ apiKey: 'the-key' });
  world = await openMailWorld({
    VENDOR: 'ribbon',
    RIBBON_API_URL: ribbon.url,
    RIBBON_API_KEY: 'the-key',
    RIBBON_WEBHOOK_SECRET: 'the-secret-of-the-flows',
  });
  flow = ribbon.control.addFlow({
    webhook_url: `${world.url}/webhooks/ribbon`,
    webhook_secret_key: 'the-secret-of-the-flows',
  });
});
afterAll(async () => {
  await world.close();
  await ribbon.close();
});

/** An interview whose candidate has the mail, and what presses the button of the page that it leads to. */
async function invited() {
  const sent = await mailed(world, { templateId: flow.interview_flow_id });
  const press = async () => {
    const { status, headers } = await fetch(pageIn(sent.mail), { method: 'POST', redirect: 'manual' });
    return { status, link: headers.get('location') ?? '' };
  };
  return { ...sent, press, newest: () => ribbon.control.newestOf(sent.email, flow.interview_flow_id) };
}

/** Until the link may be made anew, and no worker has the interview. */
async function later(): Promise<void> {
  world.clock.advance(10 * minute + second);
  await untilNothingIsDue(world);
}

const visit = async (link: string) => (await fetch(link)).status;

describe("a candidate's link, which works once", () => {
  it('is in no mail, and not visited by those who only look at the page', async () => {
    const { mail, press, newest } = await invited();
    expect(mail.raw).not.toContain('/interview/api/');
    for (let i = 0; i < 3; i += 1) expect(await visit(pageIn(mail))).toBe(200);
    expect(newest().isVisited).toBe(false);
    expect(await press()).toEqual({ status: 303, link: newest().link });
    expect(await visit(newest().link)).toBe(200);
  });

  it('stays the same for ten minutes, and is a new one afterwards', async () => {
    const { press, newest, callbackUrl } = await invited();
    const first = await press();
    expect([await visit(first.link), await visit(first.link)]).toEqual([200, 410]);
    expect(await press()).toEqual(first);
    await later();
    const next = await press();
    expect(next.link).not.toBe(first.link);
    expect(await visit(next.link)).toBe(200);
    await ribbon.control.finish(newest().id);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });

  it.each([false, true])('may give the result although it was replaced; its webhook is lost: %s', async (isLost) => {
    const { press, newest, callbackUrl } = await invited();
    await press();
    const first = newest().id;
    await later();
    await press();
    expect(newest().id).not.toBe(first);
    ribbon.control.switches.webhooks.isLost = isLost;
    await ribbon.control.finish(first, { summary: 'On the first link.' });
    ribbon.control.switches.webhooks.isLost = false;
    await later();
    const { interview } = await world.workable.control.waitFor(callbackUrl);
    expect(interview?.summary).toBe('On the first link.');
    expect((await press()).status).toBe(200);
  });

  it('is not made anew while Ribbon cannot be reached', async () => {
    const { press, newest } = await invited();
    await press();
    const { id } = newest();
    await later();
    ribbon.control.troubles.push({ how: 'status', status: 500 });
    expect((await press()).status).toBe(503);
    expect(newest().id).toBe(id);
    expect((await press()).status).toBe(303);
    expect(newest().id).not.toBe(id);
  });
});
