import { setTimeout as sleep } from 'node:timers/promises';
import { payloadOf } from '../../../sandbox/vendor/payload.ts';
import { parseRef } from '../../../src/workable/stages/entries/ref.ts';
import { post } from '../kills/post.ts';
import type { Truth } from './audit.ts';
import type { Life } from './life.ts';
import type { Stage } from './stage.ts';

const lookMs = 50;
const second = 1000;

/** Plays a life to its end, and resolves to what is true of the candidate then. */
export async function play(stage: Stage, life: Life, signal: AbortSignal): Promise<Truth> {
  const { spi, clock, trigger } = stage;
  const { email, does, staysS, scores } = life;
  await clock.sleep(life.beginsAfterS * second);
  const { id } = spi.people.create({
    stage: 'applied',
    email: life.isMended ? `not known: ${email.replace('@', ' at ')}` : email,
  });
  await clock.sleep(5 * second);
  spi.people.move(id, trigger.stage);
  const truth: Truth = { id, email, isIn: true, hasLeft: false, isInvited: true, leftOpen: false };
  if (does === 'passes') {
    await clock.sleep(20 * second);
    leave();
    return { ...truth, isInvited: false };
  }
  if (life.isMended) {
    await clock.sleep(100 * second);
    spi.people.edit(id, { email });
  }
  await until(() => stage.isInvited(email));
  await clock.sleep(staysS * second);
  switch (does) {
    case 'is-scored':
      await score();
      break;
    case 'leaves':
      leave();
      break;
    case 'is-disqualified':
      spi.people.disqualify(id);
      Object.assign(truth, { isIn: false, hasLeft: true, leftOpen: true });
      break;
    case 'comes-back':
      leave();
      await clock.sleep(staysS * second);
      enter();
      await clock.sleep(staysS * second);
      await score();
      break;
    case 'is-late':
      leave();
      // A result that comes before the bridge is sure that they left is not late.
      await until(isWithdrawn);
      await clock.sleep(staysS * second);
      await score();
      break;
    case 'returns-after':
      await score();
      leave();
      await clock.sleep(staysS * second);
      enter();
  }
  return truth;

  function isWithdrawn(): boolean {
    return spi.comments(id).some(({ body }) => parseRef(body ?? '')?.key === 'withdrawn');
  }

  function leave(): void {
    spi.people.move(id, 'on-site');
    Object.assign(truth, { isIn: false, hasLeft: true, leftOpen: truth.score === undefined });
  }

  function enter(): void {
    spi.people.move(id, trigger.stage);
    truth.isIn = true;
  }

  async function score(): Promise<void> {
    const attemptId = await stage.vendor.control.start(email, trigger.template);
    for (const each of scores) {
      await stage.vendor.control.score(attemptId, each);
      truth.score = each;
      await tell(stage, attemptId, signal);
      await clock.sleep(10 * second);
    }
  }

  async function until(is: () => boolean): Promise<void> {
    while (!is()) await sleep(lookMs, undefined, { signal });
  }
}

/** Sends the newest state of an attempt until it is acknowledged. */
async function tell({ vendor, bridges, webhookSecret }: Stage, attemptId: string, signal: AbortSignal): Promise<void> {
  const attempt = vendor.control.attempts.find(({ id }) => id === attemptId);
  if (!attempt) throw new Error(`No attempt ${attemptId}`);
  const body = JSON.stringify(payloadOf(attempt));
  const headers = { authorization: `Bearer ${webhookSecret}`, 'content-type': 'application/json' };
  for (let i = 0; ; i += 1) {
    const { url = '' } = bridges[i % bridges.length] ?? {};
    if ((await post(`${url}/webhooks/jobmojito`, { headers, body })) === 200) return;
    await sleep(100, undefined, { signal });
  }
}

/** Workable's provider door: an interview is asked for, taken and reported. Resolves to what is to be there then. */
export async function playProvider(
  { workable, vendor, clock, trigger, ...stage }: Stage,
  number: number,
  signal: AbortSignal,
) {
  const email = `provider-${number}@example.test`;
  const callbackUrl = workable.control.newCallbackUrl();
  const ask = () =>
    workable.control.createInterview({ templateId: trigger.template, candidate: { email }, callbackUrl }).then(
      ({ status }) => status,
      () => 0,
    );
  while ((await ask()) !== 201) await sleep(200, undefined, { signal });
  while (!stage.isInvited(email)) await sleep(lookMs, undefined, { signal });
  await clock.sleep(60 * second);
  const attemptId = await vendor.control.start(email, trigger.template);
  await vendor.control.score(attemptId, 5 + number / 10);
  await tell({ workable, vendor, clock, trigger, ...stage }, attemptId, signal);
  return { email, callbackUrl, score: String(Math.round(50 + number)) };
}
