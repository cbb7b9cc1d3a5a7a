import { isWaiting } from '../interviews/pauses.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { describeWait } from './waits.ts';

/**
 * `bridge close-circuit <account>`: whatever its deliveries wait for, they go out now. The running bridge sees it within
 * moments; what Workable answers may make them wait again.
 */
export async function closeCircuit({ accounts, storage, print, now, positionals }: OperatorParts): Promise<number> {
  const names = accounts.map(({ name }) => name);
  const [account, ...more] = positionals;
  if (account === undefined || more.length > 0) throw new Misuse('Say which: bridge close-circuit <account>');
  if (!names.includes(account)) throw new Misuse(`The account should be one of ${names.join(', ')}`);
  const pause = await storage.agenda.closeCircuit(account);
  print(
    pause && isWaiting(pause, now())
      ? `${account}: deliveries had to ${describeWait(pause)}. They go out now`
      : `${account}: no deliveries had to wait`,
  );
  return 0;
}
