import type { Stage } from './stage.ts';

type Line = { at: number; text: string };

/**
 * Prints what the sandboxes have seen since it was last called, one exchange a line, together with what the caller has
 * to say, in the order in which it all happened.
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
      const { status: told, interview } = body as { status?: string; interview?: { score?: string; grade?: string } };
      const content = [told, interview?.score && `score ${interview.score}`, interview?.grade]
        .filter(Boolean)
        .join(', ');
      return { at, text: `bridge   → Workable  PUT ${path}   ${status}: ${content}` };
    });
    requests += calls.length;
    webhooks += events.length;
    callbacks += puts.length;
    const said = text === undefined ? [] : [{ at, text }];
    const lines = [...calls, ...events, ...puts, ...said].sort((a, b) => a.at - b.at);
    for (const line of lines) console.log(line.text);
  };
}
