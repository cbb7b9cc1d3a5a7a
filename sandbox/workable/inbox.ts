import { EventEmitter } from 'node:events';
import type { EventLog } from '../event-log.ts';
import type { AnswerRule, CallbackBody, ReceivedCallback } from './types.ts';

/** What the fake Workable keeps in its event log. */
export type WorkableKept = {
  callback: ReceivedCallback;
  'most in flight': number;
};

/** The callbacks that Workable has received, and the rules for its answers. */
export type Inbox = {
  callbacks: ReceivedCallback[];
  callbacksByPath: Map<string, ReceivedCallback[]>;
  rules: AnswerRule[];
  /** Emits every recorded callback under its path. */
  events: EventEmitter<Record<string, [ReceivedCallback]>>;
  inFlight: number;
  inFlightByPath: Map<string, number>;
  maxInFlightPerInterview: number;
  eventLog: EventLog<WorkableKept> | undefined;
};

export function createInbox(eventLog?: EventLog<WorkableKept>): Inbox {
  const inbox: Inbox = {
    callbacks: [],
    callbacksByPath: new Map(),
    rules: [],
    events: new EventEmitter(),
    inFlight: 0,
    inFlightByPath: new Map(),
    maxInFlightPerInterview: eventLog?.read('most in flight').at(-1) ?? 0,
    eventLog,
  };
  for (const callback of eventLog?.read('callback') ?? []) take(inbox, callback);
  return inbox;
}

export function record(inbox: Inbox, callback: ReceivedCallback): void {
  take(inbox, callback);
  inbox.eventLog?.write('callback', String(inbox.callbacks.length), callback);
  inbox.events.emit(callback.path, callback);
}

function take({ callbacks, callbacksByPath }: Inbox, callback: ReceivedCallback): void {
  callbacks.push(callback);
  const atPath = callbacksByPath.get(callback.path);
  if (atPath) atPath.push(callback);
  else callbacksByPath.set(callback.path, [callback]);
}

/** Of one interview. */
export function recordInFlight(inbox: Inbox, count: number): void {
  if (count <= inbox.maxInFlightPerInterview) return;
  inbox.maxInFlightPerInterview = count;
  inbox.eventLog?.write('most in flight', '', count);
}

export function callbacksAt(inbox: Inbox, path: string): ReceivedCallback[] {
  return inbox.callbacksByPath.get(path) ?? [];
}

/** The newest body that Workable accepted and that matches. */
export function latestTaken(
  inbox: Inbox,
  callbackUrl: string,
  fits: (body: CallbackBody) => boolean = () => true,
): CallbackBody | undefined {
  const { pathname } = new URL(callbackUrl);
  const taken = callbacksAt(inbox, pathname).filter((each) => each.isTaken);
  return taken.map((each) => each.body as CallbackBody).findLast(fits);
}

/** The newest accepted body that matches, or else the next one. */
export function waitForTaken(
  inbox: Inbox,
  callbackUrl: string,
  fits: (body: CallbackBody) => boolean,
  timeoutMs: number,
): Promise<CallbackBody> {
  const known = latestTaken(inbox, callbackUrl, fits);
  if (known !== undefined) return Promise.resolve(known);
  const { pathname } = new URL(callbackUrl);
  return new Promise((resolve, reject) => {
    function check(callback: ReceivedCallback) {
      const body = callback.body as CallbackBody;
      if (!callback.isTaken || !fits(body)) return;
      stop();
      resolve(body);
    }
    const timer = setTimeout(() => {
      stop();
      reject(
        new Error(`No fitting callback at ${pathname} within ${timeoutMs} ms. ${describeReceived(inbox, pathname)}`),
      );
    }, timeoutMs);
    function stop() {
      clearTimeout(timer);
      inbox.events.off(pathname, check);
    }
    inbox.events.on(pathname, check);
  });
}

function describeReceived(inbox: Inbox, path: string): string {
  const received = callbacksAt(inbox, path);
  if (received.length === 0) return `It received none there, and ${inbox.callbacks.length} elsewhere.`;
  const lines = received.map((each) => {
    const problems = each.problems.length > 0 ? ` (${each.problems.join('; ')})` : '';
    return `${each.status}${problems} ${JSON.stringify(each.body)}`;
  });
  return `It received:\n${lines.join('\n')}`;
}
