import { isWaiting, type OpenCircuit } from '../../outbox/circuits.ts';
import { describeCircuit } from '../open-circuits.ts';
import type { BridgeParts } from '../parts.ts';
import { ofEach } from './totals.ts';

/** Deliveries of an account that wait together. `destination`: of which they are; `why` begins with `wait until …`. */
export type WaitingCircuit = { account: string; destination: string; waiting: number; why: string; open: OpenCircuit };

/** Every circuit that is open, by account. */
export async function openCircuitsOf({
  accounts,
  storage,
  now,
}: Pick<BridgeParts, 'accounts' | 'storage' | 'now'>): Promise<WaitingCircuit[]> {
  const found = await ofEach(accounts, async (account) => {
    const pauses = await storage.schedule.pausesOf(account.name);
    const open = pauses.filter(({ pause }) => isWaiting(pause, now()));
    return Promise.all(
      open.map(async (each) => {
        const { all } = await storage.schedule.outbox(account.name, now(), 1, [each.circuit]);
        const destinations = [...account.destinations, ...(account.stage?.destinations ?? [])];
        const destination = destinations.find(({ circuit }) => circuit === each.circuit)?.id ?? each.circuit;
        return { account: account.name, destination, waiting: all, why: describeCircuit(each), open: each };
      }),
    );
  });
  return found.flat();
}
