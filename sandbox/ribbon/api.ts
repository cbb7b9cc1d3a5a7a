import type { z } from 'zod';
import { FlowsQuery, InterviewsQuery, PostFlow, PostInterview } from './contract.ts';
import { withoutOptional } from './data.ts';
import { members, type RibbonState, teams } from './state.ts';
import type { FlowEntry, RibbonFlow, RibbonInterview } from './types.ts';

export type ApiAnswer = { status: number; body: unknown };
export type ApiRequest = { method: string; path: readonly string[]; query: Record<string, string>; body: unknown };

type Route = (state: RibbonState, request: ApiRequest) => ApiAnswer;

/** The seven public paths; Ribbon's own application has more, which are not for customers. */
const routes: Record<string, Route> = {
  'GET ping': () => ok({ message: 'pong' }),
  'GET teams': () => ok({ teams }),
  'GET team-members': () => ok({ team_members: members }),
  'GET interview-flows': listFlows,
  'POST interview-flows': addFlow,
  'GET interview-flows/{id}': (state, request) => withFlow(state, request, ({ flow }) => ok(shownFlow(state, flow))),
  'DELETE interview-flows/{id}': removeFlow,
  'GET interviews': listInterviews,
  'POST interviews': addInterview,
  'GET interviews/{id}': (state, request) => withInterview(state, request, (each) => ok(shownInterview(state, each))),
  'DELETE interviews/{id}': revokeRecordings,
};

/** `path`: what follows `v1`. An unknown id is 422 and never 404; a path that is not public is an error of the bridge. */
export function answerTo(state: RibbonState, request: ApiRequest): ApiAnswer {
  const { method, path } = request;
  const [kind, id, ...rest] = path;
  const route = rest.length === 0 ? routes[`${method} ${kind}${id === undefined ? '' : '/{id}'}`] : undefined;
  return route ? route(state, request) : refusal(405, 'Method Not Allowed', 'This is not in the public API');
}

export function refusal(code: number, status: string, message: string): ApiAnswer {
  return { status: code, body: { code, status, message } };
}

function listFlows(state: RibbonState, { query }: ApiRequest): ApiAnswer {
  return withRead(FlowsQuery, query, ({ limit, offset, team_id }) => {
    const own = [...state.flows.values()].filter(({ isForeign, flow }) => !isForeign && isOfTeam(flow, team_id));
    const page = own.slice(offset, offset + limit);
    return ok({ interview_flows: page.map(({ flow }) => shownFlow(state, flow)) });
  });
}

function addFlow(state: RibbonState, { body }: ApiRequest): ApiAnswer {
  return withRead(PostFlow, body, (wanted) => {
    const given = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null);
    const flow = state.addFlow({ interview_type: 'general', ...Object.fromEntries(given) });
    return ok({ interview_flow_id: flow.interview_flow_id });
  });
}

function removeFlow(state: RibbonState, request: ApiRequest): ApiAnswer {
  return withFlow(state, request, ({ flow: { interview_flow_id } }) => {
    state.flows.delete(interview_flow_id);
    return ok({ success: true, interview_flow_id, status: 'archived' });
  });
}

function listInterviews(state: RibbonState, { query }: ApiRequest): ApiAnswer {
  return withRead(InterviewsQuery, query, ({ limit, offset, status }) => {
    const own = [...state.interviews.values()].filter((each) => !each.isForeign && each.status === status);
    return ok({ interviews: own.slice(offset, offset + limit).map((each) => shownInterview(state, each)) });
  });
}

/** 200, not 201, and a new interview each time. It mails no one. */
function addInterview(state: RibbonState, { body }: ApiRequest): ApiAnswer {
  return withRead(PostInterview, body, (wanted) => {
    const path = ['interview-flows', wanted.interview_flow_id];
    return withFlow(state, { path }, ({ flow, isClosed }) => {
      if (isClosed && state.switches.refusesClosed) return unprocessable('The interview flow is closed.');
      const person = {
        email: wanted.interviewee_email_address ?? null,
        firstName: wanted.interviewee_first_name ?? null,
        lastName: wanted.interviewee_last_name ?? null,
      };
      const { id, link } = state.addInterview(flow.interview_flow_id, person, wanted.assigned_recruiter_id);
      const hint =
        person.email === null ? 'Give an e-mail address to see this interview on the Ribbon platform.' : null;
      return ok({ interview_id: id, interview_link: link, hint });
    });
  });
}

/** It is no cancellation: the interview stays as it is, but for its recordings. */
function revokeRecordings(state: RibbonState, request: ApiRequest): ApiAnswer {
  return withInterview(state, request, (interview) => {
    if (interview.data) interview.data = { ...interview.data, audio_url: null, video_url: null };
    state.interviews.keep(interview);
    return ok({ success: true });
  });
}

function shownFlow({ switches }: RibbonState, flow: RibbonFlow) {
  const none = { company_logo_url: null, redirect_url: null, intro: null, outro: null };
  if (switches.saysNull) return { ...flow, ...none, voice_id: null, language: null, is_video_enabled: null };
  return { ...flow, ...none, voice_id: '11labs-Kate', language: 'en-US' };
}

function shownInterview({ flows, switches }: RibbonState, { id, flowId, status, data }: RibbonInterview) {
  const shown = data && (switches.saysNull ? withoutOptional(data) : data);
  return {
    interview_flow_id: flowId,
    interview_id: id,
    team_id: flows.get(flowId)?.flow.team_id ?? teams[0]?.id,
    status,
    interview_data: switches.withholdsData ? null : shown,
  };
}

function withFlow(
  state: RibbonState,
  { path }: Pick<ApiRequest, 'path'>,
  then: (entry: FlowEntry) => ApiAnswer,
): ApiAnswer {
  const entry = state.flows.get(path[1] ?? '');
  if (!entry) return unprocessable('No interview flow found with provided interview_flow_id.');
  if (entry.isForeign) return forbidden('The interview flow found does not belong to authenticated organization.');
  return then(entry);
}

function withInterview(
  state: RibbonState,
  { path }: Pick<ApiRequest, 'path'>,
  then: (interview: RibbonInterview) => ApiAnswer,
): ApiAnswer {
  const interview = state.interviews.get(path[1] ?? '');
  if (!interview) return unprocessable('No interview found with provided interview_session_id.');
  if (interview.isForeign) return forbidden('The interview found does not belong to authenticated organization.');
  return then(interview);
}

function withRead<Read>(schema: z.ZodType<Read>, said: unknown, then: (read: Read) => ApiAnswer): ApiAnswer {
  const parsed = schema.safeParse(said);
  if (parsed.success) return then(parsed.data);
  const errors = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), [message]]));
  return { status: 422, body: { code: 422, status: 'Unprocessable Entity', errors: { json: errors } } };
}

function isOfTeam(flow: RibbonFlow, team: string | undefined): boolean {
  return team === undefined || flow.team_id === team;
}

function unprocessable(message: string): ApiAnswer {
  return refusal(422, 'Unprocessable Entity', message);
}

function forbidden(message: string): ApiAnswer {
  return refusal(403, 'Forbidden', message);
}

function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}
