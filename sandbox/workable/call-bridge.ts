import type { BridgeAnswer } from './types.ts';

export type CallBridge = <Body>(method: 'GET' | 'POST', path: string, body?: unknown) => Promise<BridgeAnswer<Body>>;

/** Calls the bridge as Workable does: a bearer, JSON, no redirects. */
export function createCallBridge(bridgeUrl: string, providerToken: string): CallBridge {
  return async function callBridge<Body>(method: 'GET' | 'POST', path: string, body?: unknown) {
    const answer = await fetch(`${bridgeUrl.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${providerToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text) as Body, headers: Object.fromEntries(answer.headers) };
  };
}

/** The text itself when it is not JSON, so that a test or a page can show it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
