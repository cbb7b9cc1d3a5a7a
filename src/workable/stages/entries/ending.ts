import { dayText, timeText } from './dates.ts';
import { againLine, detailsText, type EntryText } from './entry-text.ts';
import type { CancelledFacts, MovedDateFacts, NotTakenFacts, WithdrawnFacts } from './facts.ts';

export function movedDateText({ template, from, to }: MovedDateFacts, now: number): EntryText {
  const before = timeText(from, now);
  return {
    headline: `AI interview moved to ${timeText(to, now) ?? 'another time'}.`,
    details: detailsText(template),
    lines: before === undefined ? [] : [`Before: ${before}.`],
  };
}

export function cancelledText({ template, at }: CancelledFacts, now: number): EntryText {
  return {
    headline: 'AI interview cancelled by the candidate.',
    details: detailsText(template, dayText(at, now)),
    lines: [],
  };
}

export function withdrawnText({ template, why, isCancelledAtVendor }: WithdrawnFacts): EntryText {
  const { message, possible } = withdrawals[why];
  return {
    headline: `AI interview withdrawn: ${message}.`,
    details: detailsText(template),
    lines: [
      isCancelledAtVendor
        ? "The candidate's link no longer works."
        : "The candidate's link may still work. A result that comes all the same is shown here, marked late.",
      ...possible,
    ],
  };
}

const withdrawals = {
  'left-stage': {
    message: 'the candidate left the stage',
    possible: ['To go on with it, move the candidate back to the stage.'],
  },
  disqualified: {
    message: 'the candidate was disqualified',
    possible: ['To go on with it, revert the disqualification while the candidate is in the stage.'],
  },
  withdrew: { message: 'the candidate withdrew', possible: [] },
} as const satisfies Record<WithdrawnFacts['why'], { message: string; possible: readonly string[] }>;

export function notTakenText({ template, why, at, again }: NotTakenFacts, now: number): EntryText {
  return {
    headline: notTaken[why],
    details: detailsText(template, dayText(at, now)),
    lines: againLine('Invite again', again, now),
  };
}

const notTaken = {
  declined: 'AI interview not taken: the candidate declined.',
  expired: 'AI interview not taken: the time for it is over.',
  failed: 'AI interview not finished: the candidate began and did not complete it.',
  'called-off': 'AI interview not taken: the operator of the bridge called it off.',
} as const satisfies Record<NotTakenFacts['why'], string>;
