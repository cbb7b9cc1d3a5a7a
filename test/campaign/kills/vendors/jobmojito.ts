import { openEventLog } from '../../../../sandbox/event-log.ts';
import { isSubmitted } from '../../../../sandbox/vendor/control.ts';
import type { VendorKept } from '../../../../sandbox/vendor/memory.ts';
import { payloadOf } from '../../../../sandbox/vendor/payload.ts';
import { startSandboxVendor } from '../../../../sandbox/vendor/server.ts';
import type { SandboxAttempt, SandboxInvitation, WebhookPayload } from '../../../../sandbox/vendor/types.ts';
import { type Expected, gradeOf } from '../expectation.ts';
import { post } from '../post.ts';
import type { CampaignVendor } from '../vendor.ts';
import { type JobmojitoAct, jobmojitoLife } from './jobmojito-life.ts';

/** Pushes whole results; knows its candidates by their e-mail, and our id beside it. */
export const jobmojito: CampaignVendor<JobmojitoAct, WebhookPayload> = {
  settings: (origin, { apiKey, webhookSecret }) => ({
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: `${origin}/functions/v1`,
    JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
  }),
  lifeOf: jobmojitoLife,
  expectedAfter,
  // The list of results, where a result may be seen first, has no analysis.
  mayLack: ['summary'],
  invitations: (vendor) =>
    (vendor.read('invitation') as SandboxInvitation[]).map(({ email, externalId }) => ({
      person: email,
      interviewId: externalId,
    })),

  async open({ port, secrets: { apiKey, webhookSecret }, logFile }) {
    const { control } = await startSandboxVendor({ port, apiKey, eventLog: openEventLog<VendorKept>(logFile) });
    // They are sent from here, so that what is sent again is the newest.
    control.dropWebhooks = true;
    return {
      guests: () => control.invitations.map(({ email }) => email),
      async perform(person, act) {
        const attempt = await attemptOf(person, act.attempt);
        await perform(act, attempt);
        return payloadOf(attempt);
      },
      notify: ({ state }, bridge) => send(state, bridge),
      notifyOld: ({ state }, bridge) => send(collected(state.id), bridge),
    };

    async function attemptOf(person: string, number: number): Promise<SandboxAttempt> {
      const known = control.attempts.filter(({ profile }) => profile.email === person)[number - 1];
      if (known) return known;
      await control.start(person, control.invitations.find(({ email }) => email === person)?.definitionId ?? '');
      return attemptOf(person, number);
    }

    async function perform(act: JobmojitoAct, attempt: SandboxAttempt): Promise<void> {
      switch (act.do) {
        case 'collect':
          return control.collect(attempt.id);
        case 'fail':
          return control.fail(attempt.id);
        case 'score':
          return control.score(attempt.id, act.score, { ai_analysis_recruiter: act.analysis });
        case 'decide':
          return control.decide(attempt.id, act.decision);
        case 'reset':
          return isSubmitted(attempt) ? control.reset(attempt.id) : undefined;
      }
    }

    /** The attempt as it was when the candidate had finished the answers. */
    function collected(attemptId: string): WebhookPayload {
      const attempt = control.attempts.find(({ id }) => id === attemptId);
      if (!attempt) throw new Error(`No attempt ${attemptId}`);
      return payloadOf({ ...attempt, result: { interview_status: 'completed' } });
    }

    function send(payload: WebhookPayload, bridge: string): Promise<number | undefined> {
      const headers = { authorization: `Bearer ${webhookSecret}`, 'content-type': 'application/json' };
      return post(`${bridge}/webhooks/jobmojito`, { headers, body: JSON.stringify(payload) });
    }
  },
};

function expectedAfter(payloads: readonly WebhookPayload[]): Expected | undefined {
  const result = payloads.findLast(({ status, score }) => status === 'active' && score !== null);
  if (!result) return payloads.at(-1)?.interview_status === 'failed' ? { status: 'declined' } : undefined;
  const percentage = Math.round(10 * (result.score ?? 0));
  return {
    status: 'completed',
    score: String(percentage),
    ...gradeOf(result.recruiter_go_next_round, percentage),
    summary: result.ai_analysis_recruiter ?? '',
  };
}
