import type { Timeline } from '../../../applications/context.ts';
import type { Enrolment } from '../../../applications/record.ts';
import type { Destination, Document, WriteResult } from '../../../outbox/destination.ts';
import type { Turn } from '../../api/limiter.ts';
import { everyPage } from '../../api/page.ts';
import { SpiError } from '../../api/spi-error.ts';
import type { Connected } from '../parts.ts';
import { spiCircuit } from './comments.ts';
import type { Gate } from './gate.ts';
import type { Members } from './member.ts';
import { newestResults, type ResultEntry } from './newest-result.ts';
import { placeNow } from './place-now.ts';
import { resultOf, type Said } from './written.ts';

/** Where a candidate goes after a person's yes, and why they are disqualified after a no; undefined: nothing is done. */
export type MoveSettings = { advanceTo: string | undefined; rejectReason: string | undefined };

type Parts = {
  connected: Pick<Connected, 'client' | 'clock' | 'catalog'>;
  gate: Gate;
  members: Members;
  settings: MoveSettings;
};

/**
 * Moves candidates on, or disqualifies them, once a person at the vendor has decided. Only from the trigger's stage, by
 * a read right before, and never once a person has moved the candidate since they came there.
 */
export function createMoves(parts: Parts): Destination<Timeline> {
  const reasonId = createReasons(parts.connected.client, parts.settings.rejectReason);
  return {
    id: 'move',
    circuit: spiCircuit,
    documents: ({ entries }) => newestResults(entries).flatMap((entry) => documentOf(parts.settings, entry)),
    async write({ record, entries }, { key, body }, { signal }) {
      const stay = entries.find((entry) => keyOf(entry.enrolment) === key)?.enrolment;
      if (!stay) return refused('the candidate has left the stage');
      return parts.gate.run({ job: stay.job, destinationId: 'move' }, signal, async () => {
        const turn: Turn = { priority: 'result', signal };
        const memberId = await parts.members.actingId(turn);
        const reason = body === 'reject' ? await reasonId(turn) : undefined;
        const hindrance = body === 'advance' ? await whyNotTo(parts, stay, turn) : missing(reason);
        if (hindrance !== undefined) return { outcome: 'failed', answer: { error: hindrance } };
        if (await hasMoved(parts, record.candidateId, stay, turn))
          return refused('the candidate does not stand in the stage any more, or was moved by a person');
        return carryOut(parts, record.candidateId, { memberId, reasonId: reason }, turn);
      });
    },
    find: ({ record }, { body }, { signal }) => find(parts, record.candidateId, body, signal),
  };
}

function keyOf({ number }: Enrolment): string {
  return `move:${number}`;
}

function documentOf({ advanceTo, rejectReason }: MoveSettings, entry: ResultEntry): Document[] {
  if (entry.enrolment.left) return [];
  const { decision } = entry.outcome.attempt;
  const isWanted = decision === true ? advanceTo !== undefined : decision === false && rejectReason !== undefined;
  if (!isWanted) return [];
  const body = decision ? 'advance' : 'reject';
  const label = decision ? `move to ${advanceTo}` : 'disqualification';
  return [{ key: keyOf(entry.enrolment), label, digest: body, body, outline: () => body, isScoreAboveMaximum: false }];
}

function refused(error: string): WriteResult & { outcome: 'refused' } {
  return { outcome: 'refused', answer: { error } };
}

function missing(reason: string | undefined): string | undefined {
  return reason === undefined ? 'Workable has no disqualification reason as STAGE_REJECT_REASON says' : undefined;
}

/** Only a person hires, whatever the last stage is called. */
async function whyNotTo(
  { connected, settings: { advanceTo } }: Parts,
  { job }: Enrolment,
  turn: Turn,
): Promise<string | undefined> {
  const stages = await connected.catalog.stagesOf(job, turn);
  const target = stages.find(({ slug }) => slug === advanceTo);
  if (!target) return 'the job has no stage as STAGE_ADVANCE_TO says';
  return target.kind === 'hired' || target.slug === 'hired' ? 'only a person hires' : undefined;
}

/** By so much it may be unknown how far Workable's clock is from ours. */
const clockErrorMs = 3_000;

/** Elsewhere by now, or away and back since the stay began. */
async function hasMoved({ connected }: Parts, candidateId: string, stay: Enrolment, turn: Turn): Promise<boolean> {
  const place = await placeNow(connected, candidateId, turn);
  if (place?.job !== stay.job || place.stage !== stay.stage) return true;
  const updatedAfter = stay.since + connected.clock.aheadMs();
  const { rows } = await everyPage((next) =>
    connected.client.activities(candidateId, next === undefined ? { updatedAfter } : { next }, turn),
  );
  return rows.some(
    ({ targetStage, createdAt = 0 }) =>
      targetStage?.slug !== undefined && targetStage.slug !== stay.stage && createdAt > updatedAfter + clockErrorMs,
  );
}

async function carryOut(
  { connected: { client }, settings: { advanceTo } }: Parts,
  candidateId: string,
  { memberId, reasonId }: { memberId: string; reasonId: string | undefined },
  turn: Turn,
): Promise<Said> {
  if (reasonId !== undefined) await client.disqualify(candidateId, { memberId, reasonId }, turn);
  else if (advanceTo !== undefined) await client.move(candidateId, { memberId, stage: advanceTo }, turn);
  return undefined;
}

/** Whether what was asked for has happened, by the bridge or a person. */
async function find(
  { connected, settings: { advanceTo } }: Parts,
  candidateId: string,
  body: string,
  signal: AbortSignal,
): Promise<'found' | 'absent' | WriteResult> {
  const turn: Turn = { priority: 'result', signal };
  try {
    if (body === 'reject')
      return (await connected.client.candidate(candidateId, turn)).isDisqualified ? 'found' : 'absent';
    return (await placeNow(connected, candidateId, turn))?.stage === advanceTo ? 'found' : 'absent';
  } catch (error) {
    if (error instanceof SpiError) return resultOf(error);
    throw error;
  }
}

/** The id of the reason that has these words; it is looked up once it is found no more. */
function createReasons(client: Pick<Connected['client'], 'disqualificationReasons'>, words: string | undefined) {
  let known: string | undefined;
  const wanted = words?.trim().toLowerCase();
  return async (turn: Turn): Promise<string | undefined> => {
    if (known !== undefined) return known;
    const { rows } = await client.disqualificationReasons(turn);
    const found = rows.find(({ id, description }) => description?.trim().toLowerCase() === wanted || id === wanted);
    known = found?.id;
    return known;
  };
}
