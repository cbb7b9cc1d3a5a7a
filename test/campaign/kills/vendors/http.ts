import { openEventLog } from '../../../../sandbox/event-log.ts';
import { type HttpKept, startHttpVendor } from '../../../../sandbox/http-vendor/server.ts';
import { signed } from '../../../../sandbox/http-vendor/sign.ts';
import type { HttpInterview, HttpRow } from '../../../../sandbox/http-vendor/types.ts';
import { type Expected, gradeOf } from '../expectation.ts';
import { post } from '../post.ts';
import type { CampaignVendor } from '../vendor.ts';
import { type HttpAct, type HttpWay, httpLife } from './http-life.ts';

const lie: HttpInterview = { status: 'completed', score: { value: 1, max: 1 }, summary: 'A lie' };

/** Has our id; sends hints and whole interviews as it comes, and is asked. */
export const http: CampaignVendor<HttpAct, HttpInterview> = {
  settings: (origin, { apiKey, webhookSecret }) => ({
    VENDOR_URL: origin,
    VENDOR_TOKEN: apiKey,
    VENDOR_WEBHOOK_SECRET: webhookSecret,
  }),
  lifeOf: httpLife,
  expectedAfter,
  invitations: (vendor) =>
    (vendor.read('row') as HttpRow[]).map(({ id, invitation }) => ({
      person: invitation?.candidate.email ?? '',
      interviewId: id,
    })),

  async open({ port, secrets: { apiKey, webhookSecret }, logFile }) {
    const eventLog = openEventLog<HttpKept>(logFile);
    const { control } = await startHttpVendor({ port, token: apiKey, webhookSecret, eventLog });
    // They are sent from here, so that what is sent again is the newest.
    control.push.isOff = true;
    /** Everything that was once true, to be sent late. */
    const earlier = new Map<string, HttpInterview[]>();
    return {
      guests: () => control.invitations.map(({ invitation }) => invitation?.candidate.email ?? ''),
      async perform(person, { said }) {
        const { id, interview } = rowOf(person);
        earlier.set(id, [...(earlier.get(id) ?? []), interview]);
        await control.change(id, said);
        return rowOf(person).interview;
      },
      notify: ({ person, act, state }, bridge) => send(rowOf(person), state, act, bridge),
      notifyOld({ person, state }, bridge) {
        const row = rowOf(person);
        const [old = state] = (earlier.get(row.id) ?? []).slice(-2);
        return send(row, old, { way: 'bearer', isShort: true }, bridge);
      },
    };

    function rowOf(person: string): HttpRow {
      const row = control.invitations.find(({ invitation }) => invitation?.candidate.email === person);
      if (!row) throw new Error(`No interview of ${person}`);
      return row;
    }

    function send(
      { id, invitation }: HttpRow,
      interview: HttpInterview,
      { way, isShort }: Pick<HttpAct, 'way' | 'isShort'>,
      bridge: string,
    ): Promise<number | undefined> {
      const path = isShort ? '/webhooks/http' : new URL(invitation?.notify_url ?? '').pathname;
      const contents: Record<HttpWay, object> = {
        hint: {},
        lie: { interview_id: id, interview: lie },
        'proven hint': { interview_id: id },
        bearer: { interview_id: id, interview },
        signature: { interview_id: id, interview },
      };
      const body = JSON.stringify(contents[way]);
      const bearer = { authorization: `Bearer ${webhookSecret}` };
      const proof = way === 'signature' ? signed(body, webhookSecret, Date.now()) : bearer;
      const isProven = way !== 'hint' && way !== 'lie';
      const headers = { 'content-type': 'application/json', ...(isProven ? proof : {}) };
      return post(`${bridge}${path}`, { headers, body });
    }
  },
};

/** Completed counts whenever it came; else the last word does. */
function expectedAfter(states: readonly HttpInterview[]): Expected | undefined {
  const result = states.findLast(({ status }) => status === 'completed');
  if (!result) {
    const { status = '' } = states.at(-1) ?? {};
    if (status === 'expired') return { status };
    return ['failed', 'declined', 'cancelled'].includes(status) ? { status: 'declined' } : undefined;
  }
  const { score, decision = null, summary } = result;
  const percentage = score ? Math.round((100 * score.value) / score.max) : undefined;
  return {
    status: 'completed',
    ...(percentage === undefined ? {} : { score: String(percentage) }),
    ...gradeOf(decision, percentage),
    ...(summary ? { summary } : {}),
  };
}
