import type { AttemptView } from '../interviews/attempt.ts';
import { shorten } from '../interviews/shorten.ts';
import { limits } from '../limits.ts';

/** How much of each text there is room for in a page, in UTF-16 code units, and how many reasons and remarks. */
export type Room = { characters: number; items: number; hasLogo: boolean };

/** From all that is stored, which fits nearly always, to what surely fits. */
export const rooms: readonly Room[] = [
  { characters: limits.answerCharacters - 1, items: limits.remarks, hasLogo: true },
  { characters: 1_000, items: 100, hasLogo: true },
  { characters: 500, items: 50, hasLogo: true },
  { characters: 250, items: 50, hasLogo: true },
  { characters: 120, items: 40, hasLogo: true },
  { characters: 60, items: 20, hasLogo: false },
  { characters: 20, items: 10, hasLogo: false },
];

/** What of an attempt a page shows. Every question is in it. */
export function fitTo(
  attempt: AttemptView,
  { characters, items }: Room,
): { attempt: AttemptView; isShortened: boolean } {
  let isShortened = false;
  const { analysis, reasonsToHire, reasonsNotToHire, questions, ratings, remarks } = attempt;
  const fitted = {
    ...attempt,
    analysis: analysis ? text(analysis.trim(), Math.min(characters * 10, limits.analysisCharacters - 1)) : analysis,
    reasonsToHire: list(reasonsToHire)?.map((each) => text(each)),
    reasonsNotToHire: list(reasonsNotToHire)?.map((each) => text(each)),
    ratings: list(ratings)?.map((each) => ({ ...each, label: text(each.label) })),
    questions: questions?.slice(0, limits.questions).map(({ question, answer, comment, ...rest }) => ({
      ...rest,
      question: text(question),
      ...(answer === undefined ? {} : { answer: text(answer) }),
      ...(comment === undefined ? {} : { comment: text(comment) }),
    })),
    remarks: list(remarks)?.map(({ label, value }) => ({
      label: text(label),
      value: typeof value === 'string' ? text(value) : value,
    })),
  };
  return { attempt: fitted as AttemptView, isShortened };

  function text(whole: string, longest = characters): string {
    const short = shorten(whole, longest);
    isShortened ||= short !== whole;
    return short;
  }

  function list<Item>(all: readonly Item[] | null | undefined): readonly Item[] | undefined {
    isShortened ||= (all?.length ?? 0) > items;
    return all?.slice(0, items);
  }
}
