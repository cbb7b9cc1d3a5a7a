import type { Stage } from './stage.ts';

type Line = { at: number; text: string };
/** Prints the exchanges since the last call, and the text with its time among them. */
export type Narrate = (text?: string, at?: number) => void;

/**
 * Prints the exchanges of the sandboxes since the last call, one a line, together with the text of the caller, in the
 * order in which they happened. Of Workable's API the writes are enough: what is read in between is much, and always the
 * same.
 */
export function narrator({ vendor, workable, spi }: Pick<Stage, 'vendor' | 'workable' | 'spi'>): Narrate {
  const newRequests = following(vendor.control.requests);
  const newWebhooks = following(vendor.control.webhooks);
  const newCallbacks = following(workable.control.callbacks);
  const newCalls = following(spi.requests);
  const newDeliveries = following(spi.deliveries);
  return (text, at = Date.now()) => {
    const lines = [
      ...newRequests().map(({ at, method, path }) => line(at, 'bridge   → vendor', `${method} ${path}`)),
      ...newWebhooks().map(({ at, event, status }) =>
        line(at, 'vendor   → bridge', `webhook ${event}   ${status ?? 'no answer'}`),
      ),
      ...newCallbacks().map(({ at, path, body, status }) =>
        line(at, 'bridge   → Workable', `PUT ${path}   ${status}: ${contentOf(body)}`),
      ),
      ...newDeliveries().map(({ at, event, status }) =>
        line(at, 'Workable → bridge', `webhook ${event}   ${status || 'no answer'}`),
      ),
      ...newCalls()
        .filter(({ method }) => method !== 'GET')
        .map(({ at, method, path, status }) => line(at, 'bridge   → Workable', `${method} ${path}   ${status}`)),
      ...(text === undefined ? [] : [{ at, text }]),
    ];
    for (const { text } of lines.sort((a, b) => a.at - b.at)) console.log(text);
  };
}

/** What has come to the list since the last call. */
function following<Each>(list: readonly Each[]): () => Each[] {
  let seen = 0;
  return () => {
    const added = list.slice(seen);
    seen += added.length;
    return added;
  };
}

function line(at: number, who: string, text: string): Line {
  return { at, text: `${who.padEnd(21)}${text}` };
}

function contentOf(body: unknown): string {
  const { status, interview } = body as { status?: string; interview?: { score?: string; grade?: string } };
  return [status, interview?.score && `score ${interview.score}`, interview?.grade].filter(Boolean).join(', ');
}
