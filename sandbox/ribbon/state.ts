import { randomBytes, randomUUID } from 'node:crypto';
import type { EventLog } from '../event-log.ts';
import { keptMap } from '../kept-map.ts';
import type {
  FlowEntry,
  RibbonFlow,
  RibbonInterview,
  RibbonPerson,
  RibbonSwitches,
  RibbonTrouble,
  RibbonWebhook,
} from './types.ts';

export type RibbonState = ReturnType<typeof createState>;

export const teams = [{ id: 'f3a2c1d0', name: 'Hiring', created_at: '2026-01-05T09:00:00Z' }];
export const members = [
  { id: '5f2b7c1e-0c1d-4c57-9a2e-7f4d6a1b0c33', email: 'recruiter@example.test', full_name: 'Rita Recruiter' },
];

/** What is kept in the event log. */
export type RibbonKept = { flow: FlowEntry; interview: RibbonInterview };

/** `origin`: where the server is, without a trailing slash. */
export function createState(origin: string, eventLog?: EventLog<RibbonKept>) {
  const flows = keptMap<FlowEntry>(eventLog, 'flow', ({ flow }) => flow.interview_flow_id);
  const interviews = keptMap<RibbonInterview>(eventLog, 'interview', ({ id }) => id);
  const switches: RibbonSwitches = {
    badKey: 401,
    linkDies: 'on-visit',
    refusesClosed: true,
    saysNull: false,
    withholdsData: false,
    webhooks: { isSigned: true, isTwice: false, isLost: false, shape: 'current' },
  };
  const state = {
    origin,
    flows,
    interviews,
    switches,
    requests: [] as { method: string; path: string }[],
    webhooks: [] as RibbonWebhook[],
    troubles: [] as RibbonTrouble[],
    addFlow,
    addInterview,
  };
  return state;

  function addFlow(changes: Partial<RibbonFlow> = {}, more: Partial<Omit<FlowEntry, 'flow'>> = {}): RibbonFlow {
    const flow: RibbonFlow = {
      interview_flow_id: randomBytes(4).toString('hex'),
      team_id: teams[0]?.id ?? '',
      org_name: 'Acme',
      title: 'Customer support',
      questions: ['Why this job?', 'Tell me of a difficult customer.'],
      interview_type: 'recruitment',
      is_video_enabled: false,
      webhook_url: null,
      webhook_secret_key: null,
      ...changes,
    };
    flows.keep({ flow, isForeign: false, isClosed: false, ...more });
    return flow;
  }

  function addInterview(flowId: string, person: RibbonPerson, recruiter?: string | null): RibbonInterview {
    const id = randomUUID();
    const query = recruiter ? `?assignedRecruiterId=${recruiter}` : '';
    const interview: RibbonInterview = {
      id,
      flowId,
      person,
      link: `${origin}/interview/api/${flowId}/${id}${query}`,
      pageId: randomUUID(),
      status: 'incomplete',
      data: null,
      isVisited: false,
      isStarted: false,
      isForeign: false,
    };
    interviews.keep(interview);
    return interview;
  }
}

export function interviewOf({ interviews }: Pick<RibbonState, 'interviews'>, id: string): RibbonInterview {
  const interview = interviews.get(id);
  if (!interview) throw new Error(`No interview ${id} at Ribbon`);
  return interview;
}
