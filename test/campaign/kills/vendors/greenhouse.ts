import { openEventLog } from '../../../../sandbox/event-log.ts';
import { type GreenhouseKept, startGreenhouseVendor } from '../../../../sandbox/greenhouse/server.ts';
import type { GreenhouseRow } from '../../../../sandbox/greenhouse/types.ts';
import type { CallbackBody } from '../../../../sandbox/workable/types.ts';
import type { Expected } from '../expectation.ts';
import { post } from '../post.ts';
import type { CampaignVendor } from '../vendor.ts';
import { failedWord, type GreenhouseAct, type GreenhouseSaid, greenhouseLife, markLabel } from './greenhouse-life.ts';

/** Says only that there is news, without a body, and has its own ids; a repeated invitation is the same one. */
export const greenhouse: CampaignVendor<GreenhouseAct, GreenhouseSaid> = {
  settings: (origin, { apiKey }) => ({
    ...greenhouseUrls(origin),
    GREENHOUSE_API_KEY: apiKey,
    GREENHOUSE_SCORE_MAX: '100',
    GREENHOUSE_FAILED_STATUSES: failedWord,
    GREENHOUSE_REPEAT: 'same',
  }),
  lifeOf: greenhouseLife,
  expectedAfter,
  markOf: ({ interview }: CallbackBody) => interview?.details?.[markLabel] as string | undefined,
  invitations: (vendor) =>
    (vendor.read('row') as GreenhouseRow[]).map(({ invitation }) => ({ person: invitation.candidate.email })),

  async open({ port, secrets: { apiKey }, logFile }) {
    const eventLog = openEventLog<GreenhouseKept>(logFile);
    const { control } = await startGreenhouseVendor({ port, apiKey, eventLog });
    control.push.isOff = true;
    control.repeat = 'same';
    return {
      guests: () => control.mails.map(({ invitation }) => invitation.candidate.email),
      async perform(person, { said }) {
        await control.change(rowOf(person).id, said);
        return said;
      },
      notify: ({ person, act }, bridge) => ring(person, act, bridge),
      // It says no more and no less than any other.
      notifyOld: ({ person, act }, bridge) => ring(person, act, bridge),
    };

    function rowOf(person: string): GreenhouseRow {
      const row = control.mails.find(({ invitation }) => invitation.candidate.email === person);
      if (!row) throw new Error(`No interview of ${person}`);
      return row;
    }

    function ring(person: string, { isWithKey, method }: GreenhouseAct, bridge: string): Promise<number | undefined> {
      const { pathname } = new URL(rowOf(person).invitation.url);
      const key = { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` };
      return post(`${bridge}${pathname}`, { method, headers: isWithKey ? key : {} });
    }
  },
};

/** Where the fake has its calls. */
export function greenhouseUrls(origin: string): Record<string, string> {
  return {
    GREENHOUSE_LIST_TESTS_URL: `${origin}/list-tests`,
    GREENHOUSE_SEND_TEST_URL: `${origin}/partner/send_test`,
    GREENHOUSE_TEST_STATUS_URL: `${origin}/api.php?do=test_status`,
    GREENHOUSE_RESPONSE_ERROR_URL: `${origin}/response_error`,
  };
}

/** Complete counts whenever it came. Scores are rounded; there is neither a summary nor a decision. */
function expectedAfter(states: readonly GreenhouseSaid[]): Expected | undefined {
  const result = states.findLast(({ partner_status }) => partner_status === 'complete');
  if (!result) return states.at(-1)?.partner_status === failedWord ? { status: 'declined' } : undefined;
  const { partner_score: score, metadata } = result;
  return {
    status: 'completed',
    ...(score === null ? {} : { score: String(Math.round(score)) }),
    mark: String(metadata[markLabel]),
  };
}
