import { isWaiting } from '../interviews/circuits.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { describeWait } from './waits.ts';

/**
 * `bridge close-circuit <account>`: whatever its deliveries wait for, they go out now. The running bridge sees it within
 * moments; what Workable answers may make them wait again.
 */
export async function closeCircuit({ accounts, storage, print, now, positionals }: OperatorParts): Promise<number> {
  const names = accounts.map(({ name }) => name);
  const [account] = positionals;
  if (account === undefined) throw new Misuse('Say which: bridge close-circuit <account>');
  if (!names.includes(account)) throw new Misuse(`The account should be one of ${names.join(', ')}`);
  const pause = await storage.agenda.closeCircuit(account);
  await storage.history.add(account, { at: now(), text: 'closed the circuit: deliveries need not wait' });
  print(
    pause && isWaiting(pause, now())
      ? `${account}: deliveries had to ${describeWait(pause)}. They go out now`
      : `${account}: no deliveries had to wait`,
  );
  return 0;
}
