import { asFailure } from '../../../src/errors.ts';
import { settled } from './calls.ts';
import { isInvited, type Life, type Request } from './life.ts';
import { type BridgeProcess, startProcess } from './process.ts';
import { type Person, rankOf } from './vendor.ts';

export function sendCreate(life: Life, request: Request, process: BridgeProcess): Promise<void> {
  const { stage, vendor } = life;
  const { callbackUrl, templateId, email } = request;
  request.firstSentAt = Math.min(request.firstSentAt, stage.now);
  stage.askedFor.set(callbackUrl, stage.now);
  stage.log(() => `${process.name} receives a create for ${callbackUrl}: ${email} at ${templateId}`);
  return process
    .create(process.account, {
      origin: { door: 'provider', key: callbackUrl },
      templateId,
      candidate: { firstName: 'X', email },
    })
    .then(
      ({ interviewId }) => {
        request.ids.add(interviewId);
        stage.log(() => `${process.name} answers 201 ${interviewId} for ${callbackUrl}`);
        if (!isInvited(vendor, request)) stage.break('who is answered 201 is invited', callbackUrl);
      },
      (error) => {
        const { kind } = expected(life, error);
        stage.log(() => `${process.name} answers ${kind} for ${callbackUrl}`);
        if (stage.isCalm) stage.break('all of it can be created in the end', `${callbackUrl}: ${kind}`);
      },
    );
}

export function sendNext(life: Life, person: Person, process: BridgeProcess): Promise<void> {
  const { stage, vendor, known } = life;
  const [webhook] = person.unsent;
  if (!webhook) return Promise.resolve();
  person.sentBy = process;
  stage.counts.webhooks += 1;
  stage.now += 1;
  const { sitting, said } = webhook;
  stage.log(
    () => `${process.name} receives ${sitting.id} ${said.state} ${said.score} ${said.decision} ${said.analysis}`,
  );
  return process.receive(process.account, vendor.reading(webhook)).then(
    (outcome) => {
      person.sentBy = undefined;
      stage.log(() => `${process.name} answers 200 ${outcome}`);
      // An answer may be lost; then the vendor sends it again.
      if (!stage.isCalm && stage.draw.oneIn(8)) return;
      person.unsent = person.unsent.filter((each) => each !== webhook);
      if (outcome === 'hinted') stage.counts.hints += 1;
      if (outcome !== 'observed') return;
      const before = known.get(sitting.id);
      const firstSentAtByVendor = before?.firstSentAtByVendor ?? stage.now;
      if (!before || rankOf(said) >= rankOf(before.said)) known.set(sitting.id, { ...webhook, firstSentAtByVendor });
    },
    (error) => {
      person.sentBy = undefined;
      expected(life, error);
    },
  );
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

/** The effect of an operator's command on one interview. */
export async function replay(life: Life, id: string, process: BridgeProcess): Promise<void> {
  await process.replay(process.account, id).catch((error) => void expected(life, error));
}

/** Kills a process in the middle of its work; a new process replaces it. */
export function crash({ stage, calls, processes, vendor, ...peers }: Life, i: number): void {
  const old = processes[i];
  if (!old) return;
  stage.counts.crashes += 1;
  stage.log(() => `${old.name} crashes`);
  calls.abandon(old);
  for (const person of vendor.persons.values()) if (person.sentBy === old) person.sentBy = undefined;
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

/** The failures that are answered to callers; any other is a bug. */
function expected({ stage }: Pick<Life, 'stage'>, error: unknown) {
  const failure = asFailure(error);
  if (failure.kind === 'internal')
    stage.break('no error is a surprise', String(error instanceof Error ? error.stack : error));
  return failure;
}
