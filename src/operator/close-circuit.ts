import { closeCircuits } from './actions/circuits.ts';
import type { BridgeCommand } from './cli/command.ts';
import { describeCircuit } from './open-circuits.ts';
import type { OperatorParts } from './parts.ts';
import { unknownAccount } from './unknown-account.ts';

export const closeCircuitCommand: BridgeCommand = {
  name: 'close-circuit',
  group: 'Deliveries',
  summary: 'send the waiting deliveries of an account now: close its circuit',
  details: 'The running bridge sees it within moments. Answers of Workable may open the circuit again.',
  args: [{ name: '<account>', does: 'the name of an account' }],
  options: ['json'],
  examples: [['bridge close-circuit default', 'do not wait for the end of a rate limit']],
  needs: 'bridge',
  run: runCloseCircuit,
};

async function runCloseCircuit(parts: OperatorParts): Promise<number> {
  const { accounts, print, printJson, args } = parts;
  const [name = ''] = args;
  const account = accounts.find((each) => each.name === name);
  if (!account) throw unknownAccount('The account', name, accounts);
  const result = await closeCircuits(parts, account);
  const { outcome, waiting } = result;
  if (outcome === 'not-open') {
    const others = waiting > 0 ? `. ${results(waiting)} for the next try: "bridge replay <id>" makes one due now` : '';
    print(`${name}: nothing to do: the circuit is not open${others}`);
  } else {
    const goesOut = waiting === 1 ? '1 result goes' : `${waiting} results go`;
    const why = result.open.map(describeCircuit).join('; others had to ');
    print(`${name}: deliveries had to ${why}. ${waiting === 0 ? 'No result is waiting' : `${goesOut} out now`}`);
  }
  printJson({ account: name, outcome, waiting });
  return 0;
}

function results(count: number): string {
  return count === 1 ? '1 result waits' : `${count} results wait`;
}
