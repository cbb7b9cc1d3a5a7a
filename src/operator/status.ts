import type { BridgeAccount } from '../bridge-accounts.ts';
import type { BridgeCommand } from './cli/command.ts';
import { accountFindings } from './doctor/account.ts';
import { accountsFindings } from './doctor/accounts.ts';
import { deploymentFindings } from './doctor/deployment.ts';
import type { Finding } from './doctor/finding.ts';
import type { OperatorParts } from './parts.ts';
import { type AccountStatus, accountStatus } from './queries/status.ts';
import { chosenAccounts } from './select.ts';
import { detailsOf, figuresOf, hasNews, sentenceOf } from './status-text.ts';

export const statusCommand: BridgeCommand = {
  name: 'status',
  group: 'See',
  summary: 'one screen: whether all is well, what waits, failed or was refused, and the last contacts',
  details:
    'A sentence first, then the figures of each account and what is wrong, with what to do. It asks what "bridge doctor" asks. Of many accounts those without news are only counted.',
  options: ['account', 'json'],
  examples: [
    ['bridge status', 'how everything stands'],
    ['bridge status --json | jq .accounts[].waiting', 'how many deliveries wait, for a program'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  judgesRedis: true,
  run: runStatus,
};

/** Vendors are asked for so many accounts at a time. */
const accountsAtOnce = 10;
/** More would not fit on a screen. */
const accountsInFull = 5;

/** `status`: undefined without Redis. */
export type Stood = { account: BridgeAccount; status: AccountStatus | undefined; wrong: readonly Finding[] };

async function runStatus(parts: OperatorParts): Promise<number> {
  const { accounts, options, storage } = parts;
  const isForeign = (await storage.formatFault().catch(() => undefined)) !== undefined;
  const chosen = chosenAccounts(accounts, options.account);
  const common = [...(await deploymentFindings(parts, isForeign)), ...accountsFindings(parts)].filter(isWrong);
  const all: Stood[] = [];
  for (let from = 0; from < chosen.length; from += accountsAtOnce) {
    parts.showProgress(`accounts asked: ${from} of ${chosen.length}`, from / chosen.length);
    const some = chosen.slice(from, from + accountsAtOnce);
    all.push(...(await Promise.all(some.map((account) => standingOf(account, parts, isForeign)))));
  }
  printStatus(common, all, parts);
  return common.length === 0 && all.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
}

async function standingOf(account: BridgeAccount, parts: OperatorParts, isForeign: boolean): Promise<Stood> {
  const [status, found] = await Promise.all([
    isForeign ? undefined : accountStatus(account, parts).catch(() => undefined),
    accountFindings(account, parts, isForeign),
  ]);
  const wrong = found.filter(isWrong).map((each) => ({ ...each, text: `${account.name}: ${each.text}` }));
  return { account, status, wrong };
}

function printStatus(common: readonly Finding[], all: readonly Stood[], { print, printJson, now }: OperatorParts) {
  const wrong = [...common, ...all.flatMap((each) => each.wrong)];
  const sentence = sentenceOf(all, wrong, now());
  print([{ text: sentence, tone: wrong.length === 0 ? 'good' : 'bad' }]);
  print('');
  const shown = all.length <= accountsInFull ? all : all.filter(hasNews);
  for (const each of shown) {
    print(figuresOf(each));
    if (all.length <= accountsInFull) for (const line of detailsOf(each)) print(`  ${line}`);
  }
  if (shown.length < all.length) print(`${all.length - shown.length} accounts have nothing to say`);
  if (wrong.length > 0) print('');
  for (const { text } of wrong) print([{ text: 'WRONG', tone: 'bad' }, `  ${text}`]);
  const accounts = all.flatMap(({ status }) => status ?? []);
  printJson({ ok: wrong.length === 0, summary: sentence, wrong: wrong.map(({ text }) => text), accounts });
}

function isWrong({ isFine }: Finding): boolean {
  return !isFine;
}
