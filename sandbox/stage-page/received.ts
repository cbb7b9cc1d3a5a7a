import type { CallbackBody, ReceivedCallback } from '../workable/types.ts';
import type { SpiActivity } from '../workable-spi/types.ts';
import type { Fact, Received } from './score.ts';

/** The results of one interview of the provider door. A `PUT` that comes again takes the place of the same one. */
export function resultsOf(callbacks: readonly ReceivedCallback[]): Fact[] {
  return callbacks.filter(({ isTaken }) => isTaken).flatMap(({ body }) => factOfCallback(body as CallbackBody));
}

function factOfCallback({ status, interview = {} }: CallbackBody): Fact[] {
  if (status !== 'completed') return [];
  const { score, grade } = interview;
  return [
    {
      ...(score === undefined ? {} : { percent: Number(score) }),
      ...(grade === undefined ? {} : { isAdvanced: grade !== 'failed' }),
    },
  ];
}

const headline = /^(?:Corrected: )?AI interview(?:, late)?: (.+)\.$/m;

/** What a timeline shows of the results, from the comments of one member. */
export function timelineOf(
  rows: readonly SpiActivity[],
  memberId: string,
  triggerStage: string,
): Omit<Received, 'email'> {
  const written = rows.filter((row) => row.memberId === memberId && ['comment', 'rating'].includes(row.action));
  const texts = written.map(({ action, body }) => `${action} ${body}`);
  return {
    requests: rows.filter(({ action }) => action === triggerStage).length,
    results: written.filter(({ action }) => action === 'comment').flatMap(({ body }) => factOfComment(body ?? '')),
    repeats: texts.length - new Set(texts).size,
  };
}

function factOfComment(body: string): Fact[] {
  const [, verdict] = headline.exec(body) ?? [];
  if (verdict === undefined || !/^(\d+ %|completed)/.test(verdict)) return [];
  const [, percent] = /^(\d+) %/.exec(verdict) ?? [];
  return [
    {
      ...(percent === undefined ? {} : { percent: Number(percent) }),
      ...(/recommended$/.test(verdict) ? { isAdvanced: !/not recommended$/.test(verdict) } : {}),
    },
  ];
}
