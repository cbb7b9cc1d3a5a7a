import { type Answer, askBridge, secrets, until, type World } from './world.ts';

export type HeardEvent = {
  id: string;
  at: string;
  account: string;
  event: string;
  outcome: string;
  interview_id?: string;
  attempt_id?: string;
  detail?: string;
};

export type Hearing = {
  /** Everything that was heard so far, oldest first. */
  events: HeardEvent[];
  /** What the client comes back with after each of them. */
  places: string[];
  heartbeats(): number;
  /** With it as `Last-Event-ID` a client comes back. */
  lastId(): string;
  /** Resolves to the first event that fits, once it was heard. */
  until(fits: (event: HeardEvent) => boolean): Promise<HeardEvent>;
  /** Resolves once the bridge has ended the answer. */
  ended: Promise<void>;
  close(): void;
};

const operator = { authorization: `Bearer ${secrets.operatorToken}` };

/** Listens to events, as `EventSource` does. Resolves once the bridge has said where the listener is. */
export async function hear({ url }: Pick<World, 'url'>, query = '', lastId?: string): Promise<Hearing> {
  const closing = new AbortController();
  const headers = {
    ...operator,
    accept: 'text/event-stream',
    ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
  };
  const answer = await fetch(`${url}/api/v1/events${query}`, { headers, signal: closing.signal });
  if (answer.status !== 200) throw new Error(`The answer is ${answer.status} ${await answer.text()}`);
  const events: HeardEvent[] = [];
  const places: string[] = [];
  let heartbeats = 0;
  let last = '';
  const ended = read(answer).catch(() => undefined);
  await until('the listener knows where it is', () => last);

  return {
    events,
    places,
    heartbeats: () => heartbeats,
    lastId: () => last,
    until: (fits) => until('an event is heard', () => events.find(fits)),
    ended,
    close: () => closing.abort(),
  };

  async function read({ body }: Response): Promise<void> {
    let rest = '';
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        last = /^id: (.*)$/m.exec(block)?.[1] ?? last;
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (block.startsWith(': ')) heartbeats += 1;
        if (data === undefined) continue;
        events.push(JSON.parse(data));
        places.push(last);
      }
    }
  }
}

/** One page of events. */
export function pageOf({ url }: Pick<World, 'url'>, query = ''): Promise<Answer> {
  return askBridge(`${url}/api/v1/events${query}`, 'GET', { headers: { ...operator, accept: 'application/json' } });
}
