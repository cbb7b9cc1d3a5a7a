import type { BridgeCommand } from './cli/command.ts';
import { describeTally } from './describe-tally.ts';
import type { OperatorParts } from './parts.ts';

type Tally = Record<(typeof tallied)[number], number>;

const tallied = ['interview', 'application', 'connection', 'rejected'] as const;

export const rotateKeysCommand: BridgeCommand = {
  name: 'rotate-keys',
  group: 'Stored data',
  summary: 'encrypt again what is not encrypted with the first key of DATA_KEY, while the bridge runs',
  details: 'It may be interrupted and run again.',
  options: ['trustClear', 'json'],
  examples: [
    ['bridge rotate-keys', 'after DATA_KEY=new,old; again until it finds nothing more to do'],
    ['bridge rotate-keys --trust-clear', 'encrypt clear text too that you know to be yours'],
  ],
  needs: 'bridge',
  run: rotateKeys,
};

async function rotateKeys(parts: OperatorParts): Promise<number> {
  const { config, storage, print, printJson, printError, showProgress, options } = parts;
  if (config.dataKeys.length === 0) {
    printError('DATA_KEY is not set: there is no key to encrypt with');
    return 1;
  }
  const tallies = new Map<string, Tally>();
  let [checked, changed, unreadable, inClear, share] = [0, 0, 0, 0, 0];
  const onScanned = (scanned: number) => {
    share = scanned;
  };
  const encrypting = storage.encryptAnew({ trustsClear: options.trustClear === true, onScanned });
  for await (const { account, holds, key, count, unreadable: lost, inClear: open } of encrypting) {
    checked += 1;
    changed += count;
    unreadable += lost;
    inClear += open;
    const valuesOf = (number: number) => (number === 1 ? key : `${number} values of ${key}`);
    if (lost > 0) print(`no key of DATA_KEY decrypts ${valuesOf(lost)}`);
    if (open > 0) print(`in clear text although everything was encrypted: ${valuesOf(open)}`);
    showProgress(`keys checked: ${checked}, values re-encrypted: ${changed}`, share);
    const kind = tallied.find((each) => each === holds);
    if (account === undefined || kind === undefined || count === 0) continue;
    const tally = tallies.get(account) ?? { interview: 0, application: 0, connection: 0, rejected: 0 };
    tally[kind] += count;
    tallies.set(account, tally);
  }
  for (const [account, { interview: interviews, application: applications, connection, rejected }] of [
    ...tallies,
  ].sort()) {
    const described = describeTally({ interviews, applications, connections: connection, webhooks: rejected });
    print(`${account}: re-encrypted ${described}`);
    printJson({ account, interviews, applications, connections: connection, rejected_webhooks: rejected });
  }
  printJson({ re_encrypted: changed, unreadable, in_clear: inClear });
  if (unreadable > 0) {
    print('Some data could not be read: keep every key of DATA_KEY, add the one that is missing, and run this again');
  }
  if (inClear > 0) {
    print(
      'Some data was written in clear text after everything had been encrypted: by a process without DATA_KEY, or by another program. The bridge does not read it. If you know that it is yours, encrypt it with "bridge rotate-keys --trust-clear"',
    );
  }
  if (unreadable + inClear > 0) return 1;
  print(
    changed === 0
      ? 'Nothing to do: everything is encrypted with the first key of DATA_KEY. The others may be removed'
      : 'Everything is encrypted with the first key of DATA_KEY now. The others may be removed once every process runs with this DATA_KEY and this command finds nothing more to do',
  );
  return 0;
}
