import type { OpenCircuit } from '../../outbox/circuits.ts';
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
    const { circuits, waiting } = await storage.backlogs.backlogOf(account.name, now());
    return circuits.map((each) => {
      const destinations = [...account.destinations, ...(account.stage?.destinations ?? [])];
      const destination = destinations.find(({ circuit }) => circuit === each.circuit)?.id ?? each.circuit;
      const count = waiting[each.circuit] ?? 0;
      return { account: account.name, destination, waiting: count, why: describeCircuit(each), open: each };
    });
  });
  return found.flat();
}
