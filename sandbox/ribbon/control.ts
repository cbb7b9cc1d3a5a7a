import { dataOf, type Performance } from './data.ts';
import { interviewOf, type RibbonState } from './state.ts';
import type { RibbonInterview, RibbonScores, RibbonWebhook } from './types.ts';
import { createSender, post } from './webhooks.ts';

/** Plays the candidate, the recruiter at Ribbon and Ribbon's faults. */
export function createControl(state: RibbonState) {
  const { sendEvent, sendStatus } = createSender(state);
  const { switches, requests, webhooks, troubles, addFlow, interviews, flows } = state;
  return {
    switches,
    /** Calls of the API, newest last. */
    requests,
    webhooks,
    troubles,
    interviews,
    flows,
    addFlow,
    newestOf,
    start,
    finish,
    processVideo,
    rescore,
    move,
    /** An old webhook once more, at any address. */
    replay: (webhook: RibbonWebhook, url: string) => post(url, webhook),
  };

  /** The newest interview of this candidate in this flow. */
  function newestOf(email: string, flowId: string): RibbonInterview {
    const theirs = [...interviews.values()].filter((each) => each.flowId === flowId && each.person.email === email);
    return theirs.at(-1) ?? interviewOf(state, `of ${email}`);
  }

  function start(id: string): void {
    const interview = interviewOf(state, id);
    interview.isVisited = true;
    interview.isStarted = true;
    interviews.keep(interview);
  }

  /** The interview is over and analysed. A video follows later, by `processVideo`. */
  async function finish(id: string, performance: Performance = {}): Promise<void> {
    const interview = interviewOf(state, id);
    start(id);
    interview.status = 'completed';
    interview.data = dataOf(interview, flows.get(interview.flowId)?.flow.questions ?? ['Why?'], performance);
    interviews.keep(interview);
    await sendEvent('interview_processed', interview);
  }

  async function processVideo(id: string): Promise<void> {
    const interview = interviewOf(state, id);
    if (!interview.data) throw new Error('There is a video only of what is completed');
    interview.data = { ...interview.data, video_url: `https://media.ribbon.test/${id}.mp4` };
    interviews.keep(interview);
    await sendEvent('video_processed', interview);
  }

  /** As "Rescore All Interviews" does: without any event. */
  function rescore(id: string, scores: Partial<RibbonScores>): void {
    const interview = interviewOf(state, id);
    if (!interview.data?.scores) throw new Error('There is nothing to score again');
    interview.data = { ...interview.data, scores: { ...interview.data.scores, ...scores } };
    interviews.keep(interview);
  }

  /** A recruiter moves the candidate. */
  async function move(email: string, flowId: string, to: string, from = 'completed'): Promise<void> {
    await sendStatus(flowId, email, to, from);
  }
}
