import { isPending } from '../../applications/other-interviews.ts';
import { newApplication, see } from '../../applications/record.ts';
import { isAt } from '../../applications/snapshot.ts';
import { type Verdict, verdictOf } from '../../applications/verdict.ts';
import { Failure } from '../../errors.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import { emailOf } from '../../interviews/person.ts';
import type { CandidateRow } from '../../workable/api/candidates.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import type { ConnectionRecord } from '../../workable/stages/connection.ts';
import { failureOf } from '../../workable/stages/door.ts';
import { sightingOf } from '../../workable/stages/sighting.ts';
import type { KnownTrigger } from '../../workable/stages/stored-triggers.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { knownContextOf, type StageDoorAccount } from '../queries/application-context.ts';
import { reasons } from '../queries/application-reason.ts';
import { personOf } from '../queries/applications.ts';
import { connectionOf } from '../queries/triggers.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now' | 'audit'>;

/** So many candidates are looked at, of all triggers together. */
export const testedAtMost = 50;

export type Tested = Awaited<ReturnType<typeof testOne>>;

/**
 * Who of the first candidates in the stages of the triggers would be invited, who would not, and why. Pending triggers
 * count as if they held. Nothing is changed. Throws Failure where Workable does not say who is in the stage.
 */
export async function testSync(parts: Parts, account: StageDoorAccount, onTested?: (tested: number) => void) {
  assertWorking(account);
  const record = await connectionOf(parts, account);
  const triggers = account.connected.everyTrigger(record).filter(({ state }) => state !== 'off');
  const items: Tested[] = [];
  let isCut = false;
  for (const trigger of triggers) {
    const rows = await rowsOf(parts, account, trigger, record);
    for (const row of rows.rows) {
      if (items.length === testedAtMost) return { items, isCut: true };
      if (row.job) items.push(await testOne(parts, account, { trigger, row, connection: record }));
      onTested?.(items.length);
    }
    isCut ||= rows.isCut;
  }
  return { items, isCut };
}

/** The first page, and of a trigger of all jobs those that have no trigger of their own. */
async function rowsOf(
  { now }: Parts,
  account: StageDoorAccount,
  { job, stage }: KnownTrigger,
  record: ConnectionRecord | undefined,
) {
  const { client, catalog, everyTrigger } = account.connected;
  const where = job === '*' ? { stage } : { shortcode: job, stage };
  try {
    return await within(budgets.read, async ({ signal }) => {
      const turn = { priority: 'person' as const, signal };
      // Only the list of jobs tells which are samples.
      await catalog.jobs(turn);
      const { rows, next } = await client.candidates(where, turn);
      const own = new Set(everyTrigger(record).flatMap((each) => (each.stage === stage ? each.job : [])));
      const meant = job === '*' ? rows.filter((row) => !own.has(row.job?.shortcode ?? '')) : rows;
      return { rows: meant, isCut: next !== undefined };
    });
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, now()) : error;
  }
}

type Test = { trigger: KnownTrigger; row: CandidateRow; connection: ConnectionRecord | undefined };

async function testOne(parts: Parts, account: StageDoorAccount, { trigger, row, connection }: Test) {
  const { storage, now } = parts;
  const { stage, template } = trigger;
  const job = row.job?.shortcode ?? '';
  const id = await storage.applications.idOf(account.name, row.id);
  const known = await storage.applications.read(id);
  const before =
    known?.record ?? newApplication({ id, account: account.name, candidateId: row.id, againKey: '' }, now());
  const record = see(
    before,
    sightingOf(row, { source: 'row', at: now(), aheadMs: account.connected.clock.aheadMs(), stage }),
  );
  const context = await knownContextOf(parts, account, record);
  const tested = {
    ...context,
    trigger: (place: { job: string; stage: string }) =>
      template !== undefined && isAt(place, { job, stage }) ? { job, stage, templateId: template } : undefined,
    job: () => account.connected.catalog.knownJobState(job),
  };
  const isReady = connection?.baselines[`${trigger.job} ${stage}`]?.doneAt !== undefined;
  const verdict = verdictOf(record, account.stage.policy, tested, now());
  const { why, at, interviewId } = await withOthers(parts, account, record, template, beforeTrigger(verdict, isReady));
  return {
    id,
    candidate_id: row.id,
    trigger: trigger.id,
    job,
    stage,
    would_invite: isInvited(why),
    reason: reasons[why],
    /** The reason for those who have words of their own for it. */
    why,
    ...(at === undefined ? {} : { next_at: iso(at) }),
    ...(interviewId === undefined ? {} : { interview_id: interviewId }),
    person: personOf(record),
  };
}

/** Candidates already in the stage when a trigger begins to hold are not invited by it. */
function beforeTrigger(verdict: Verdict, isReady: boolean): Verdict {
  return isInvited(verdict.why) && !isReady ? { state: 'waiting', why: 'held-before' } : verdict;
}

function isInvited(why: Verdict['why']): boolean {
  return why === 'soon' || why === 'delay' || why === 'quiet';
}

/** There are never two open interviews of one person with one template. */
async function withOthers(
  { storage }: Parts,
  account: StageDoorAccount,
  { person }: Parameters<typeof personOf>[0],
  template: string | undefined,
  verdict: Verdict,
): Promise<Verdict> {
  const email = emailOf(person.email ?? '');
  if (!isInvited(verdict.why) || email === undefined) return verdict;
  const others = await storage.interviews.findByPerson(account.name, email);
  const open = others.find(({ record }) => record.templateId === template && isPending(record));
  return open ? { state: 'waiting', why: 'other-interview', interviewId: open.record.id } : verdict;
}

/** Of an account that is paused nothing is asked, and nothing goes out. */
function assertWorking({ isPaused }: StageDoorAccount): void {
  if (isPaused) throw new Failure('paused', 'This account is paused');
}

/** Only administrators see it. It cannot be taken back by API: people delete it in Workable. */
const sampleText =
  'Test of the AI interview connection. This comment shows that it can write here; only administrators see it.';

/**
 * Writes one comment that only administrators see, on a candidate whom the test sync lists. Answers what it lists.
 * Throws Failure, `invalid-field` for another candidate, and where Workable refuses it.
 */
export async function writeSample(parts: Parts, account: StageDoorAccount, candidateId: string) {
  const tested = await testSync(parts, account);
  if (!tested.items.some((each) => each.candidate_id === candidateId)) {
    throw new Failure(
      'invalid-field',
      'Invalid field: sample should be the candidate_id of a candidate whom the test sync lists',
    );
  }
  const { client, members } = account.connected;
  try {
    await within(budgets.write, async ({ signal }) => {
      const turn = { priority: 'person' as const, signal };
      const memberId = await members.actingId(turn);
      await client.comment(candidateId, { memberId, body: sampleText, policy: [] }, turn);
    });
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, parts.now()) : error;
  }
  await parts.audit({ account: account.name, did: 'wrote a sample comment', ids: [candidateId] });
  return tested;
}
