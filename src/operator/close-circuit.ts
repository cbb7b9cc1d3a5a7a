import type { BridgeAccount } from '../bridge-accounts.ts';
import { change } from '../interviews/change.ts';
import { tryingOf, withDeliveries } from '../interviews/record.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { dueNow } from '../outbox/delivery.ts';
import type { BridgeCommand } from './cli/command.ts';
import { describeCircuit } from './open-circuits.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { unlessUnreadable } from './read-record.ts';

export const closeCircuitCommand: BridgeCommand = {
  name: 'close-circuit',
  group: 'Deliveries',
  summary: 'send the waiting deliveries of an account now, whatever opened its circuit',
  details: 'The running bridge sees it within moments. Answers of Workable may open the circuit again.',
  args: [{ name: '<account>', does: 'the name of an account' }],
  options: ['json'],
  examples: [['bridge close-circuit default', 'do not wait for the end of a rate limit']],
  needs: 'bridge',
  run: closeCircuit,
};

/** Where a circuit of the account is open, sends all its waiting deliveries now, those that wait for a try included. */
async function closeCircuit(parts: OperatorParts): Promise<number> {
  const { accounts, storage, print, printJson, now, args } = parts;
  const [name = ''] = args;
  const account = accounts.find((each) => each.name === name);
  if (!account) throw new UsageError(`The account should be one of ${accounts.map((each) => each.name).join(', ')}`);
  const open = (await storage.schedule.pausesOf(name)).filter(({ pause }) => isWaiting(pause, now()));
  if (open.length === 0) {
    const { length } = await storage.schedule.waitingForTry(name, now());
    const others = length > 0 ? `. ${results(length)} for the next try: "bridge replay <id>" makes one due now` : '';
    print(`${name}: nothing to do: the circuit is not open${others}`);
    printJson({ account: name, outcome: 'not-open', waiting: length });
    return 0;
  }
  // In this order the command is idempotent: after an interruption it can be repeated.
  await makeDue(account, parts);
  await storage.schedule.closeCircuits(name, now());
  await storage.history.add(name, { at: now(), text: 'closed the circuit' });
  const { all } = await storage.schedule.outbox(name, now(), 1);
  const then = all === 0 ? 'No result is waiting' : `${all === 1 ? '1 result goes' : `${all} results go`} out now`;
  const why = open.map(describeCircuit).join('; others had to ');
  print(`${name}: deliveries had to ${why}. ${then}`);
  printJson({ account: name, outcome: 'closed', waiting: all });
  return 0;
}

const batchSize = 50;

async function makeDue(account: BridgeAccount, { storage, now }: OperatorParts): Promise<void> {
  const ids = await storage.schedule.waitingForTry(account.name, now());
  for (let i = 0; i < ids.length; i += batchSize) {
    const changing = ids.slice(i, i + batchSize).map((id) =>
      change({ store: storage.interviews, now }, account, id, {
        to: (record) => (tryingOf(record) ? withDeliveries(record, (delivery) => dueNow(delivery, now())) : undefined),
        event: 'next try made due by an operator',
      }).catch(unlessUnreadable),
    );
    await Promise.all(changing);
  }
}

function results(count: number): string {
  return count === 1 ? '1 result waits' : `${count} results wait`;
}
