import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { LoggedRequest, WebhookPayload } from '../sandbox/vendor/types.ts';
import type { ReceivedCallback } from '../sandbox/workable/types.ts';
import { secrets, type World } from './world.ts';

/** An interview as Workable knows it. */
export type Sent = { id: string; email: string; templateId: string; callbackUrl: string };

type Given = {
  email?: string;
  templateId?: string;
  callbackUrl?: string;
  providerToken?: string;
  candidate?: Record<string, string>;
};

/** Workable requests an interview; by default of a new candidate at the first template. */
export async function sendInterview(world: World, given: Given = {}): Promise<Sent> {
  const { email = `${randomUUID()}@example.test`, templateId = templatesOf(world)[0] ?? '', candidate } = given;
  const callbackUrl = given.callbackUrl ?? world.workable.control.newCallbackUrl();
  const { status, body } = await world.ask('POST', '/interviews', {
    headers: { authorization: `Bearer ${given.providerToken ?? secrets.providerToken}` },
    body: {
      interview_template_id: templateId,
      job_title: 'Operations Manager',
      callback_url: callbackUrl,
      candidate: { first_name: 'Lakita', last_name: 'Marrero', email, ...candidate },
    },
  });
  expect({ status, body }).toEqual({ status: 201, body: { interview_id: expect.any(String) } });
  return { id: body.interview_id, email, templateId, callbackUrl };
}

/** Ids of the definitions that can be offered. */
export function templatesOf({ vendor }: World): string[] {
  return vendor.control.definitions
    .filter(({ status, type, is_ats }) => status === 'active' && type === 'interview' && !is_ats)
    .map(({ id }) => id);
}

/** The candidate begins; no webhook. Resolves to the attempt's id. */
export function begin({ vendor }: World, { email, templateId }: Sent): Promise<string> {
  return vendor.control.start(email, templateId);
}

/** A whole attempt, begun and scored. Resolves to its id. */
export async function scoreAttempt(
  world: World,
  sent: Sent,
  score = 7.8,
  extra: Partial<WebhookPayload> = {},
): Promise<string> {
  const attempt = await begin(world, sent);
  await world.vendor.control.score(attempt, score, extra);
  return attempt;
}

/** Interviews with a result each, sent and scored a few at a time. */
export async function scoreMany(world: World, count: number, given: Given = {}): Promise<Sent[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const sent = await sendInterview(world, given);
      await scoreAttempt(world, sent);
      return sent;
    }),
  );
}

/** Every PUT that was recorded for an interview, whatever it was answered, oldest first. */
export function putsOf({ workable }: World, { callbackUrl }: Pick<Sent, 'callbackUrl'>): ReceivedCallback[] {
  const { pathname } = new URL(callbackUrl);
  return workable.control.callbacks.filter(({ path }) => path === pathname);
}

/** Limits a rule of the sandbox Workable to one interview. */
export function only({ callbackUrl }: Sent): { match: string } {
  return { match: new URL(callbackUrl).pathname };
}

/** The polls about an interview that reached the vendor, oldest first; one poll is one call for each type. */
export function pollsAbout({ vendor }: World, { email, templateId }: Sent): LoggedRequest[] {
  const profiles = vendor.control.attempts
    .filter(({ profile }) => profile.email === email)
    .map(({ profile }) => profile.id);
  return vendor.control.requests.filter(
    ({ path, query }) =>
      path === 'merchant-result-list' &&
      query.type === 'interview' &&
      query.interview_id === templateId &&
      (query.filter_text === email || profiles.includes(query.profile_interview_id ?? '')),
  );
}
