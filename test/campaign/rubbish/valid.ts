import { failedStatuses, shaped } from '../../../sandbox/vendor/payload.ts';
import type { Random } from '../support/random.ts';
import { type Json, jsonOf } from './json.ts';
import type { Known, KnownInterview } from './known.ts';

/** A create request as Workable sends it: mostly a new one, sometimes one that was sent before. */
export function validCreate(random: Random, index: number, { interviews, templates, newCallbackUrl }: Known): Json {
  const again = random.chance(0.3) ? one(random, interviews) : undefined;
  return jsonOf({
    interview_template_id: again?.templateId ?? one(random, templates),
    job_id: random.chance(0.3) ? index : 'A1B2C3',
    job_title: 'Operations Manager',
    callback_url: again?.callbackUrl ?? newCallbackUrl(index),
    candidate: {
      first_name: 'Lakita',
      last_name: random.chance(0.2) ? null : 'Marrero',
      phone: '(785) 555-0142',
      email: again?.email ?? `lakita.${index}@example.test`,
    },
    preferences: { language: 'en', levels: [1, { two: 3 }] },
  });
}

const scored = { status: 'active', processing_status: 'completed', interview_status: 'completed' };
const states: Record<string, object> = {
  scored: { ...scored, score: 7.8, ai_analysis_recruiter: 'For the recruiter.', recruiter_go_next_round: true },
  collected: { interview_status: 'completed', processing_status: 'new', score: null },
  failed: { interview_status: failedStatuses[0], processing_status: 'new', score: null },
  running: { interview_status: 'ongoing', processing_status: 'new', score: null },
  archived: { ...scored, status: 'archived', score: 3.1 },
  reported: { ...scored, score: 5.12, pdf_export_url: 'http://127.0.0.1:1/report.pdf' },
};
const reasons = [
  ['Listens before answering', 'Knows the trade'],
  'One text',
  { Calm: 'yes', Deep: { er: ['and', 'er'] } },
  null,
];

/** A webhook about an interview that exists, in any of the vendor's three shapes and any state. */
export function validWebhook(random: Random, index: number, { interviews }: Known): Json {
  const { payload } = one(random, interviews);
  const shape = random.pick({ current: 3, '2025': 1, oldest: 1 });
  const state = random.pick({ scored: 4, collected: 2, failed: 2, running: 1, archived: 1, reported: 1 });
  const scored = {
    ...payload,
    ...(random.chance(0.15) ? { id: `attempt-${index}` } : {}),
    ai_analysis_recruiter_why_hire: one(random, reasons),
    ai_analysis_recruiter_why_not_hire: one(random, reasons),
    ...states[state],
  };
  return jsonOf(shaped(scored, shape, random.chance(0.3) ? '2030-01-01T00:00:00Z' : null));
}

export function one<T>(random: Random, list: readonly T[]): T {
  return list[random.whole(0, list.length - 1)] as T;
}

export function pathsOf({ id, pages }: KnownInterview): string[] {
  return [`/interviews/${id}`, `/interviews/${id}/shared-link`, ...pages];
}
