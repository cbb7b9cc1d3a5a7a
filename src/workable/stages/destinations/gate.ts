import type { WriteResult } from '../../../outbox/destination.ts';
import { SpiError } from '../../api/spi-error.ts';
import type { ParkedPlace, Parking } from '../parking.ts';
import { resultOf, type Said, written } from './written.ts';

type Parts = {
  parking: Pick<Parking, 'refuse' | 'allow' | 'isRefused'>;
  account: string;
  /** E-mail of the acting member. */
  member: string;
  now: () => number;
};

/**
 * The way to places at Workable. Until this process has seen a write to a place succeed, one goes at a time, so that a
 * member who may not write there costs a few tries and not one of each candidate.
 */
export type Gate = {
  /**
   * `written`, where SpiError `forbidden` closes the place: at once where it has no 403, as it is our own finding that
   * soon trying again changes nothing.
   */
  run(place: ParkedPlace, signal: AbortSignal, call: () => Promise<Said>): Promise<WriteResult>;
};

type State = { isOpen: boolean; closedUntil: number; last: Promise<unknown> };

const waiting: WriteResult = { outcome: 'postponed', answer: { error: 'Workable refuses such writes at present' } };

export function createGate({ parking, account, member, now }: Parts): Gate {
  const states = new Map<string, State>();

  return {
    async run(place, signal, call) {
      const state = stateOf(JSON.stringify(place));
      if (state.isOpen) return pass(place, state, call);
      const turn = state.last.then(async () =>
        signal.aborted || (await isClosed(place, state)) ? waiting : pass(place, state, call),
      );
      state.last = turn.catch(() => undefined);
      return turn;
    },
  };

  /** Another process may have opened it meanwhile: what waits is told by what all processes know. */
  async function isClosed(place: ParkedPlace, { isOpen, closedUntil }: State): Promise<boolean> {
    return !isOpen && closedUntil > now() && parking.isRefused(account, place, member);
  }

  function stateOf(key: string): State {
    const known = states.get(key) ?? { isOpen: false, closedUntil: 0, last: Promise.resolve() };
    states.set(key, known);
    return known;
  }

  async function pass(place: ParkedPlace, state: State, call: () => Promise<Said>): Promise<WriteResult> {
    const refused: SpiError[] = [];
    const result = await written(() =>
      call().catch((error: unknown) => {
        if (error instanceof SpiError && error.kind === 'forbidden') refused.push(error);
        throw error;
      }),
    );
    const [refusal] = refused;
    if (refusal) {
      const isCertain = refusal.status !== 403;
      state.isOpen = false;
      state.closedUntil = await parking.refuse(account, place, { member, ...(isCertain ? { isCertain } : {}) });
      return resultOf(refusal);
    }
    if (result.outcome === 'acknowledged' && !state.isOpen) {
      await parking.allow(account, place);
      state.isOpen = true;
    }
    return result;
  }
}
