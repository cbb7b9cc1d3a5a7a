import { asFailure } from '../../../src/errors.ts';
import { settled } from './calls.ts';
import { isInvited, type Life, type Request } from './life.ts';
import { type BridgeProcess, startProcess } from './process.ts';
import type { Person, Said } from './vendor.ts';

export function sendCreate(life: Life, request: Request, process: BridgeProcess): Promise<void> {
  const { stage, vendor } = life;
  const { callbackUrl, templateId, email } = request;
  request.firstSentAt = Math.min(request.firstSentAt, stage.now);
  stage.askedFor.set(callbackUrl, stage.now);
  stage.note(() => `${process.name} is asked to create for ${callbackUrl}: ${email} at ${templateId}`);
  return process.create(process.account, { callbackUrl, templateId, candidate: { firstName: 'X', email } }).then(
    ({ interviewId }) => {
      request.ids.add(interviewId);
      stage.note(() => `${process.name} answers 201 ${interviewId} for ${callbackUrl}`);
      if (!isInvited(vendor, request)) stage.break('who is answered 201 is invited', callbackUrl);
    },
    (error) => {
      const { kind } = expected(life, error);
      stage.note(() => `${process.name} answers ${kind} for ${callbackUrl}`);
      if (stage.isCalm) stage.break('all of it can be created in the end', `${callbackUrl}: ${kind}`);
    },
  );
}

export function tellNext(life: Life, person: Person, process: BridgeProcess): Promise<void> {
  const { stage, vendor, known } = life;
  const [webhook] = person.untold;
  if (!webhook) return Promise.resolve();
  person.toldBy = process;
  stage.counts.webhooks += 1;
  stage.now += 1;
  const { sitting, said } = webhook;
  stage.note(
    () => `${process.name} is told ${sitting.id} ${said.state} ${said.score} ${said.decision} ${said.analysis}`,
  );
  return process.receive(process.account, vendor.reading(webhook)).then(
    (outcome) => {
      person.toldBy = undefined;
      stage.note(() => `${process.name} answers 200 ${outcome}`);
      // An answer may be lost on the way; then the vendor tells it again.
      if (!stage.isCalm && stage.draw.oneIn(8)) return;
      person.untold = person.untold.filter((each) => each !== webhook);
      if (outcome !== 'observed') return;
      const before = known.get(sitting.id);
      const firstToldAt = before?.firstToldAt ?? stage.now;
      if (!before || rankOf(said) >= rankOf(before.said)) known.set(sitting.id, { ...webhook, firstToldAt });
    },
    (error) => {
      person.toldBy = undefined;
      expected(life, error);
    },
  );
}

function rankOf({ state, score, isSubmitted }: Said): number {
  if (state !== 'finished') return state === 'running' ? 0 : 1;
  return 2 + (score === null ? 0 : 2) + (isSubmitted ? 1 : 0);
}

/** Resolves to how many it was, once they have been worked on. */
export async function claim(
  life: Life,
  process: BridgeProcess,
  limit: number,
  ids: readonly string[] = [],
): Promise<number> {
  life.stage.counts.claims += 1;
  try {
    return await process.claim(limit, ids);
  } catch (error) {
    expected(life, error);
    return 0;
  }
}

/** What an operator's command does with one interview. */
export async function replay(life: Life, id: string, process: BridgeProcess): Promise<void> {
  await process.replay(process.account, id).catch((error) => void expected(life, error));
}

/** Nobody finishes anything; a new process takes the place. */
export function crash({ stage, calls, processes, vendor, ...peers }: Life, i: number): void {
  const old = processes[i];
  if (!old) return;
  stage.counts.crashes += 1;
  stage.note(() => `${old.name} crashes`);
  calls.abandon(old);
  for (const person of vendor.people.values()) if (person.toldBy === old) person.toldBy = undefined;
  processes[i] = startProcess(old.name, stage, calls, { vendor, ...peers });
}

/** Lets time pass; what ends meanwhile ends at its time. */
export async function pass({ stage, calls }: Life, ms: number): Promise<void> {
  const until = stage.now + ms;
  for (let at = calls.nextEnd(until); at !== undefined; at = calls.nextEnd(until)) {
    stage.now = Math.max(stage.now, at);
    calls.expire();
    await settled();
  }
  stage.now = Math.max(stage.now, until);
}

/** The failures that callers are told about; anything else is a fault of the middle. */
function expected({ stage }: Pick<Life, 'stage'>, error: unknown) {
  const failure = asFailure(error);
  if (failure.kind === 'internal')
    stage.break('no error is a surprise', String(error instanceof Error ? error.stack : error));
  return failure;
}
