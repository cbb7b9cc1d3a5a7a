import type { ServerResponse } from 'node:http';
import type { RibbonState } from './state.ts';
import type { RibbonInterview } from './types.ts';

type Parts = { state: RibbonState; finish: (id: string) => Promise<void> };

/** `path`: what follows `/interview/api`: the flow, the interview and, behind a button, what is to be done. */
export async function serveCandidate(
  { state, finish }: Parts,
  { method, path }: { method: string; path: readonly string[] },
  response: ServerResponse,
): Promise<void> {
  const [flowId, id = '', action] = path;
  const interview = state.interviews.get(id);
  if (!interview || interview.flowId !== flowId) return page(response, 404, 'There is no such interview');
  if (method === 'GET' && action === undefined) return visit(state, interview, response);
  if (method === 'POST' && action === 'start') {
    interview.isStarted = true;
    state.interviews.keep(interview);
    return page(response, 200, 'The interview runs', `${id}/finish`, 'Finish');
  }
  if (method !== 'POST' || action !== 'finish' || !interview.isStarted) return page(response, 405, 'Not now');
  await finish(id);
  return page(response, 200, 'Thank you');
}

/** A link serves once: whoever visits it, or whoever starts, as the switch says. */
function visit({ switches, interviews }: RibbonState, interview: RibbonInterview, response: ServerResponse): void {
  const isDead = switches.linkDies === 'on-visit' ? interview.isVisited : interview.isStarted;
  interview.isVisited = true;
  interviews.keep(interview);
  if (isDead) page(response, 410, 'This link has expired');
  else page(response, 200, 'Your interview', `${interview.id}/start`, 'Start');
}

function page(response: ServerResponse, status: number, title: string, action?: string, button?: string): void {
  const form = action ? `<form method="post" action="${action}"><button>${button}</button></form>` : '';
  response
    .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${form}</html>`);
}
