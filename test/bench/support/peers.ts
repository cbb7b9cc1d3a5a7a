import { once } from 'node:events';
import type { Answers, Order } from '../peers/order.ts';
import { forkAt } from './fork.ts';

export type Peers = {
  /** One order at a time. */
  ask<Name extends Order['do']>(order: Extract<Order, { do: Name }>): Promise<Answers[Name]>;
  close(): void;
};

type Message = { answer?: unknown; error?: string };

export function openPeers(): Peers {
  const child = forkAt('others', 'peers/main');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The peers have ended')));
  ended.catch(() => undefined);
  return {
    async ask(order) {
      child.send(order);
      const [{ answer, error }] = (await Promise.race([once(child, 'message'), ended])) as [Message];
      if (error !== undefined) throw new Error(error);
      return answer as never;
    },
    close: () => void child.kill('SIGKILL'),
  };
}
