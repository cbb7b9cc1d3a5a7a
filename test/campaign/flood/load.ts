import { once } from 'node:events';
import { closedLoop, openLoop } from './pace.ts';
import { createSender, type SentChanges, type Subject } from './sender.ts';
import { type Times, timesOf } from './times.ts';

/** The orders for this process. The first one creates the senders; `perSecond` is for an open loop. */
export type Order = { port: number; secret: string; subjects: Subject[]; seconds: number; perSecond?: number };

export type Loaded = { times: Record<string, Times>; unsent: number; sent: SentChanges[]; tookMs: number };

/** A separate process that only sends, so that sending does not wait for the checks. */
const [order] = (await once(process, 'message')) as [Order];
const { port, secret, subjects, seconds, perSecond } = order;
const senders = subjects.map((subject) => createSender(port, secret, subject));
// The connections are opened first: the speed of opening them is not measured.
for (const sender of senders) await sender.send();
const startedAt = performance.now();
const { outcomes, unsent } =
  perSecond === undefined
    ? { outcomes: await closedLoop(senders, seconds), unsent: 0 }
    : await openLoop(senders, seconds, perSecond);
const tookMs = performance.now() - startedAt;
for (const sender of senders) sender.close();
const loaded: Loaded = { times: timesOf(outcomes), unsent, sent: senders.map((sender) => sender.sent()), tookMs };
process.send?.(loaded);
process.disconnect();
