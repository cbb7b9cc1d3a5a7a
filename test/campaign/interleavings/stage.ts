import type { Policy } from '../../../src/interviews/policy.ts';
import type { Draw } from './draw.ts';

/** What all parts of one life share. */
export type Stage = {
  /** Epoch ms. One clock for all: differences between clocks are not simulated. */
  now: number;
  readonly draw: Draw;
  readonly policy: Policy;
  readonly moods: Moods;
  /** From this time every call is answered at once and nothing fails. */
  isCalm: boolean;
  /** From this time Workable accepts what it always refused before. */
  isRepaired: boolean;
  readonly counts: Counts;
  /** Callback URLs of interviews whose time to be kept was over. What follows there is another interview's life. */
  readonly erased: Set<string>;
  /** By callback URL: when Workable last requested the interview. */
  readonly askedFor: Map<string, number>;
  /** Writes the history of the life. */
  log(happening: () => string): void;
  /** A promise did not hold. Only the first time counts. */
  break(promise: Promised, details: string): void;
};

/** The promises that are checked in every life. */
export type Promised =
  | 'one create, one invitation'
  | 'what was given up is not invited'
  | 'who is answered 201 is invited'
  | 'all of it can be created in the end'
  | 'one PUT of an interview is in flight'
  | 'nothing less after completed'
  | 'nothing older after something newer'
  | 'Workable ends with what the vendor sent last'
  | 'Workable ends with what the record says'
  | 'nothing is reported before its time'
  | 'what Workable has is not sent again'
  | 'what Workable refuses keeps nothing else waiting'
  | 'nothing goes round in circles'
  | 'nothing outlives its time'
  | 'no error is a surprise';

export type Broken = { promise: Promised; details: string };

/** What may go wrong in this life. */
export type Moods = {
  storeFails: boolean;
  vendorFails: boolean;
  /** Webhooks only say that something changed; polls are about one interview, or list those of its person. */
  vendorHints: 'one' | 'list' | undefined;
  /** The vendor loses webhooks for good, so only polling brings what they said. */
  vendorForgets: boolean;
  workableFails: boolean;
  /** Workable refuses our token for these callback URLs, whatever else it takes. */
  barred: ReadonlySet<string>;
  /** Workable refuses our token for everything, every other time for so long; 0 for never. */
  tokenFailsMs: number;
  /** The vendor sends contradictory states, in words that it documents. */
  vendorIsStrange: boolean;
  /** Polls of the vendor stay unanswered even when all else is calm again. */
  vendorStaysSilent: boolean;
};

/** How often each thing happened, for the report. */
export type Counts = Record<
  'calls' | 'crashes' | 'freezes' | 'webhooks' | 'hints' | 'creates' | 'invitations' | 'puts' | 'refusals' | 'claims',
  number
>;

export function noCounts(): Counts {
  return {
    calls: 0,
    crashes: 0,
    freezes: 0,
    webhooks: 0,
    hints: 0,
    creates: 0,
    invitations: 0,
    puts: 0,
    refusals: 0,
    claims: 0,
  };
}
