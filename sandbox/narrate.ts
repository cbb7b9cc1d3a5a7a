import type { Stage } from './stage.ts';

type Line = { at: number; text: string };

/**
 * Prints the exchanges of the sandboxes since the last call, one a line, together with the text of the caller, in the
 * order in which they happened.
 */
export function narrator({ vendor, workable }: Stage): (text?: string, at?: number) => void {
  let requests = 0;
  let webhooks = 0;
  let callbacks = 0;
  return (text, at = Date.now()) => {
    const calls = vendor.control.requests
      .slice(requests)
      .map(({ at, method, path }): Line => ({ at, text: `bridge   → vendor    ${method} ${path}` }));
    const events = vendor.control.webhooks.slice(webhooks).map(
      ({ at, event, status }): Line => ({
        at,
        text: `vendor   → bridge    webhook ${event}   ${status ?? 'no answer'}`,
      }),
    );
    const puts = workable.control.callbacks.slice(callbacks).map(({ at, path, body, status }): Line => {
      const { status: reported, interview } = body as {
        status?: string;
        interview?: { score?: string; grade?: string };
      };
      const content = [reported, interview?.score && `score ${interview.score}`, interview?.grade]
        .filter(Boolean)
        .join(', ');
      return { at, text: `bridge   → Workable  PUT ${path}   ${status}: ${content}` };
    });
    requests += calls.length;
    webhooks += events.length;
    callbacks += puts.length;
    const ownLines = text === undefined ? [] : [{ at, text }];
    const lines = [...calls, ...events, ...puts, ...ownLines].sort((a, b) => a.at - b.at);
    for (const line of lines) console.log(line.text);
  };
}
