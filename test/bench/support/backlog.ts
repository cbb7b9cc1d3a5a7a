import type { Load, Loaded } from '../peers/order.ts';
import { arrivedPerSecond, untilArrived } from './arrivals.ts';
import type { Measured } from './baseline.ts';
import { expectAll } from './checks.ts';
import type { Subject } from './seed.ts';
import type { Stage } from './stage.ts';
import { warmUpSeconds } from './warm-up.ts';
import { webhook } from './webhook.ts';

const connections = 32;

/** Opens baseline or bridge in these roles. */
export type Open = (roles: string) => Promise<Measured>;

/**
 * Webhooks for as long, or until there were so many, alternately about each subject. Throws unless each is answered
 * 200.
 */
export async function send(
  { peers }: Stage,
  { port }: Pick<Measured, 'port'>,
  subjects: readonly Subject[],
  amount: Pick<Load, 'seconds' | 'most'>,
): Promise<Loaded> {
  const values = subjects.map((each) => ({ ...each }));
  const loaded = await peers.ask({ do: 'load', port, connections, request: webhook, subjects: values, ...amount });
  expectAll(loaded, '200');
  return loaded;
}

/** The same for as long, to a web process that has been warmed up. */
export async function sendWarm(
  stage: Stage,
  open: Open,
  subjects: readonly Subject[],
  seconds: number,
): Promise<Loaded> {
  const web = await open('web');
  await send(stage, web, subjects, { seconds: warmUpSeconds });
  const loaded = await send(stage, web, subjects, { seconds });
  await web.close();
  return loaded;
}

/** The part of the deliveries that is warm-up: until then much of the time is spent compiling. */
const warmUpPart = 1 / 3;

/**
 * Has a worker deliver what was acknowledged; results per second from the end of the warm-up to the last. Throws when
 * one is lost.
 */
export async function deliver(
  { peers }: Stage,
  open: Open,
  subjects: readonly Subject[],
  { acknowledged }: Pick<Loaded, 'acknowledged'>,
): Promise<number> {
  const worker = await open('worker');
  const { times } = await untilArrived(peers, subjects, acknowledged);
  await worker.close();
  return arrivedPerSecond(times.slice(Math.floor(times.length * warmUpPart)));
}
