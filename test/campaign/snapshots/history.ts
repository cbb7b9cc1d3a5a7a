import type { StagePolicy } from '../../../src/applications/context.ts';
import type { SnapshotSource } from '../../../src/applications/snapshot.ts';
import type { Draw } from '../interleavings/draw.ts';
import { type Death, elsewhere, place, policy, type Tidings, type Truth } from './simulation.ts';

const second = 1000;
const minute = 60 * second;

/** Everything that happens to one candidate. Times are ms from the beginning. */
export type History = {
  truths: Truth[];
  /** In the order of their arrival. `lagMs`: how old what they say is by then. */
  snapshots: { source: SnapshotSource; at: number; lagMs: number }[];
  /** Of the newest interview: the first is its result, each further one a correction. */
  scores: { at: number; score: number }[];
  /** What the vendor says of the newest interview, while it is open. */
  tidings: { at: number; says: Tidings }[];
  deaths: Death[];
  canCancel: boolean;
  policy: StagePolicy;
};

/** What has happened by then is what the poll finds; afterwards nothing happens any more. */
export const lastNewsAt = 100 * minute;
export const endsAt = 200 * minute;

export function drawHistory(draw: Draw): History {
  const canCancel = draw.oneIn(2);
  const onReturn = draw.pick(['always', 'ask', 'never'] as const);
  const onLeave = draw.oneIn(4) ? 'keep' : 'withdraw';
  return {
    truths: truthsOf(draw),
    snapshots: snapshotsOf(draw),
    scores: scoresOf(draw),
    tidings: tidingsOf(draw),
    deaths: deathsOf(draw),
    canCancel,
    policy: { ...policy, onReturn, onLeave },
  };
}

/** Moves, ends and changes of the profile, at least two seconds apart: times there are whole seconds. */
function truthsOf(draw: Draw): Truth[] {
  let at = 0;
  let email: string | undefined;
  return Array.from({ length: 1 + draw.below(6) }, () => {
    draw.turn();
    at += 2 * second + draw.below(8 * minute);
    const isIn = !draw.oneIn(2);
    const isOut = draw.oneIn(3);
    if (draw.oneIn(6)) email = draw.pick([undefined, '', 'no address']);
    return {
      at,
      ...(isIn ? place : elsewhere),
      ...(isOut && !isIn ? { end: draw.pick(['disqualified', 'withdrawn'] as const) } : {}),
      ...(email === undefined ? {} : { email }),
    };
  });
}

/** A read shows what is true then. Webhooks and lists may be late, and come in any order and more than once. */
function snapshotsOf(draw: Draw): History['snapshots'] {
  const all = Array.from({ length: draw.below(16) }, () => {
    draw.turn();
    const source = draw.pick(['webhook', 'row', 'read'] as const);
    const at = draw.below(60 * minute);
    const lagMs = source === 'read' || draw.oneIn(2) ? 0 : draw.below(5 * minute);
    return { source, at, lagMs };
  });
  return all.toSorted((a, b) => a.at - b.at);
}

function scoresOf(draw: Draw): History['scores'] {
  const all = Array.from({ length: draw.below(4) }, () => {
    draw.turn();
    return { at: draw.below(90 * minute), score: 1 + draw.below(9) };
  });
  return all.toSorted((a, b) => a.at - b.at);
}

function tidingsOf(draw: Draw): History['tidings'] {
  const all = Array.from({ length: draw.below(3) }, () => {
    draw.turn();
    return {
      at: draw.below(90 * minute),
      says: draw.pick(['moved', 'moved', 'cancelled', 'declined', 'failed'] as const),
    };
  });
  return all.toSorted((a, b) => a.at - b.at);
}

/** Of the first invitations; up to ten minutes pass until another process goes on. */
function deathsOf(draw: Draw): Death[] {
  return Array.from({ length: draw.below(3) }, () => {
    draw.turn();
    return { invitation: draw.below(3), forMs: draw.below(10 * minute) };
  });
}
