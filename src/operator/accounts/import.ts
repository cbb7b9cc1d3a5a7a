import { readFile } from 'node:fs/promises';
import type { ManagedAccount } from '../../accounts/managed.ts';
import { taken } from '../../accounts/refusals.ts';
import { planRestore, type Restoring, restoreAccount } from '../../accounts/restore.ts';
import { ownersOf, sharedWith } from '../../accounts/shared.ts';
import { Failure } from '../../errors.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { type OperatorParts, UsageError } from '../parts.ts';
import { decryptExport } from './export-file.ts';
import { readManaged } from './fresh.ts';

export const importCommand: BridgeCommand = {
  name: 'accounts import',
  group: 'Accounts',
  summary: 'say which managed accounts of an export would be added; with --yes add them',
  details:
    'DATA_KEY has to hold the key that encrypted the export, in any place. Accounts that exist already are left as they are, unless --replace is given.',
  args: [{ name: '<file>', does: 'what "bridge accounts export" wrote; "-" for standard input' }],
  options: ['replace', 'yes', 'json'],
  examples: [
    ['bridge accounts import accounts.backup', 'what would be added'],
    ['bridge accounts import accounts.backup --yes', 'add them'],
    ['bridge accounts import accounts.backup --replace --yes', 'have them all as they were'],
  ],
  needs: 'bridge',
  run: importAccounts,
};

/** The accounts that would be there by then, by their secrets: nothing is stored of them yet. */
type Planned = Map<string, string>;
type Tally = Record<Restoring | 'refused', number>;

async function importAccounts(parts: OperatorParts): Promise<number> {
  const { config, options, print } = parts;
  await readManaged(parts);
  const accounts = decryptExport(await contentOf(parts), config.dataKeys);
  const tally: Tally = { add: 0, replace: 0, unchanged: 0, refused: 0 };
  const planned: Planned = new Map();
  for (const account of accounts) tally[await importOne(parts, account, planned)] += 1;
  print(lastLine(tally, options.yes === true));
  return tally.refused === 0 ? 0 : 1;
}

async function contentOf({ args: [path = ''], readInput }: OperatorParts): Promise<string> {
  if (path === '-') return readInput();
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The file cannot be read (${error.code ?? 'unknown'})`);
  });
}

/** One that cannot be restored does not keep the others from it. */
async function importOne(parts: OperatorParts, account: ManagedAccount, planned: Planned): Promise<keyof Tally> {
  const { manage, options, print, printJson, printError } = parts;
  const { name } = account;
  const { yes: isDone = false, replace: replaces = false } = options;
  try {
    const did = isDone
      ? await restoreAccount(manage, account, { replaces })
      : await planRestore(manage, account, { replaces });
    if (!isDone) plan(parts, account, planned);
    print(`${name}: ${wordsOf(did, isDone)}`);
    printJson({ account: name, outcome: did === 'unchanged' || isDone ? past[did] : `would-${did}` });
    return did;
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'store-unavailable') throw error;
    printError(`${name}: ${error.message}`);
    printJson({ account: name, outcome: 'refused', message: error.message });
    return 'refused';
  }
}

/** Throws Failure where one before it in the file has a secret of it. */
function plan({ manage }: Pick<OperatorParts, 'manage'>, account: ManagedAccount, planned: Planned): void {
  const { name, settings, providerTokens } = account;
  const providerTokenDigests = providerTokens.map(({ digest }) => digest);
  const holder = { name, settings: manage.read(name, settings), providerTokenDigests };
  const [shared] = sharedWith(planned, holder);
  if (shared) throw taken(shared.setting);
  for (const [secret, owner] of ownersOf([holder])) planned.set(secret, owner);
}

const past = { add: 'added', replace: 'replaced', unchanged: 'unchanged' } as const;

function wordsOf(did: Restoring, isDone: boolean): string {
  if (did === 'unchanged') return 'is the same already';
  return isDone ? past[did] : `would be ${past[did]}`;
}

function lastLine({ add, replace, refused }: Tally, isDone: boolean): string {
  const left = refused === 0 ? '' : `, ${refused} left as they are`;
  if (isDone) return `${add} added, ${replace} replaced${left}`;
  const advice = add + replace === 0 ? '' : '. To do it: the same with --yes';
  return `${add} would be added, ${replace} replaced${left}; nothing was done${advice}`;
}
