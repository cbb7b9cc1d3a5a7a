import { randomBytes } from 'node:crypto';
import { type ConnectDoor, connectDoors, endConnectLinks, makeConnectLink } from '../accounts/connect.ts';
import { refuseUnknown } from './accounts/fresh.ts';
import type { BridgeCommand } from './cli/command.ts';
import { iso } from './iso.ts';
import { type OperatorParts, UsageError } from './parts.ts';

export const connectLinkCommand: BridgeCommand = {
  name: 'connect-link',
  group: 'Accounts',
  summary: "make a link with which a customer's admin connects Workable to a managed account",
  details: 'The link works for seven days, beside those that were made before. It is printed this once.',
  args: [{ name: '<account>', does: 'the name of a managed account' }],
  options: ['door', 'endAll', 'json'],
  examples: [
    ['bridge connect-link acme', 'send the link that is printed to the customer'],
    ['bridge connect-link acme --door stage', 'a link that opens the steps of the stage door'],
    ['bridge connect-link acme --end-all', 'when a link has come into wrong hands'],
  ],
  needs: 'bridge',
  run: connectLink,
};

async function connectLink(parts: OperatorParts): Promise<number> {
  const { manage, storage, config, args, options, print, printJson } = parts;
  const [account = ''] = args;
  refuseUnknown(parts, account);
  const newKey = () => randomBytes(32).toString('base64url');
  const connect = { manage, links: storage.connectLinks, publicUrl: config.publicUrl, newKey };
  if (options.endAll === true) {
    await endConnectLinks(connect, account);
    print(`All connect links of ${account} have ended`);
    printJson({ account, ended: true });
    return 0;
  }
  const { url, expiresAt } = await makeConnectLink(connect, account, firstDoor(options.door));
  print(url);
  print(
    `It works until ${iso(expiresAt)}. Anyone who has it can connect Workable to ${account}: send it as you send a password`,
  );
  printJson({ account, url, expires_at: iso(expiresAt) });
  return 0;
}

function firstDoor(given: OperatorParts['options']['door']): ConnectDoor {
  const door = connectDoors.find((each) => each === (given ?? 'provider'));
  if (!door) throw new UsageError(`A link opens one door first: --door ${connectDoors.join(' or --door ')}`);
  return door;
}
