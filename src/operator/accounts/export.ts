import { randomUUID } from 'node:crypto';
import { lstat, rename, rm, writeFile } from 'node:fs/promises';
import type { BridgeCommand } from '../cli/command.ts';
import { iso } from '../iso.ts';
import { type OperatorParts, UsageError } from '../parts.ts';
import { encryptExport } from './export-file.ts';
import { readManaged } from './fresh.ts';

export const exportCommand: BridgeCommand = {
  name: 'accounts export',
  group: 'Accounts',
  summary: 'write all managed accounts into a file, encrypted with DATA_KEY',
  details:
    'The file holds their settings with all secrets, their states, and digests of their provider tokens. After an import Workable and the vendors notice nothing. The file cannot be read without DATA_KEY, so keep that elsewhere. Interviews, and accounts that are being removed, are not in it.',
  args: [{ name: '<file>', does: 'where to write it, in place of what is there; "-" for standard output' }],
  options: ['json'],
  examples: [
    ['bridge accounts export accounts.backup', 'into a file that only you can read'],
    ['bridge accounts export - > accounts.backup', 'the same by way of a pipe'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: exportAccounts,
};

async function exportAccounts(parts: OperatorParts): Promise<number> {
  const { config, sources, userAgent, now, print, printText, printJson, printError, args } = parts;
  const [path = ''] = args;
  await readManaged(parts);
  const accounts = sources
    .allManaged()
    .flatMap(({ account }) => (account.state === 'removing' ? [] : [account]))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const lost = sources.unusable().filter((name) => !sources.managed(name));
  const exported = encryptExport(accounts, { dataKeys: config.dataKeys, bridge: userAgent, at: iso(now()) });
  if (path === '-') {
    printText(JSON.stringify(exported));
    printJson(exported);
  } else {
    await writePrivately(path, `${JSON.stringify(exported)}\n`);
    print(`${accounts.length === 1 ? '1 account' : `${accounts.length} accounts`} written`);
    printJson({ outcome: 'exported', accounts: accounts.length });
  }
  for (const name of lost) printError(`${name} is not in it: ${sources.errorsOf(name).join('; ')}`);
  return lost.length === 0 ? 0 : 1;
}

/** All of it or nothing, readable for this user alone, whatever rights the file had before. */
async function writePrivately(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    const present = await lstat(path).catch(() => undefined);
    if (present && !present.isFile()) throw new UsageError(`${path} is there and no plain file. Nothing was written`);
    await writeFile(beside, text, { mode: 0o600, flag: 'wx', flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (error instanceof UsageError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`The file cannot be written (${code})`);
  }
}
