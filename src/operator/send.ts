import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { BridgeAccount } from '../bridge-accounts.ts';
import { readToken } from '../checks/options.ts';
import { accountOf } from '../store/ids.ts';
import { withCause } from './answer-cause.ts';
import type { BridgeCommand } from './cli/command.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { hasStageDoor } from './queries/application-context.ts';
import { connectionOf } from './queries/triggers.ts';
import { chosenAccounts } from './select.ts';

export const sendCommand: BridgeCommand = {
  name: 'send',
  group: 'Check a server',
  summary: 'send a saved create or webhook to the running bridge, as Workable or the vendor would, and say the answer',
  details:
    "The body decides what it is: with callback_url a create of Workable, with event_type candidate_… a webhook of Workable's API, otherwise a webhook of the vendor, with the proof that the vendor would give. It is sent to PUBLIC_URL as it is, and counts like any other: a create invites. A create for a managed account needs its provider token, by --token-file or BRIDGE_CHECK_TOKEN: the bridge keeps only digests. A vendor whose webhooks go to an address for each interview needs the interview's id.",
  args: [
    { name: '<file>', does: 'the saved body; "-" for standard input' },
    { name: '[interview]', does: 'the id of the interview that a webhook is about, where its address says so' },
  ],
  options: ['account', 'tokenFile', 'json'],
  examples: [
    ['bridge send create.json', 'request an interview as Workable does'],
    ['bridge send create.json --account acme --token-file token', 'for a managed account, with its provider token'],
    ['bridge send - --account acme', 'send what another program prints: bridge rejected 1, for instance'],
    ['bridge send saved.json acme_Ey-ttVNKQuqbvZcTOOuHYA', 'as a vendor with an address for each interview'],
  ],
  needs: 'bridge',
  run: runSend,
};

type Request = { as: string; method?: 'PATCH'; path: string; headers?: Readonly<Record<string, string>> };

const answersWithinMs = 60_000;
const answerCharacters = 2_000;

async function runSend(parts: OperatorParts): Promise<number> {
  const { args, config, print, printJson, printError } = parts;
  const [path = ''] = args;
  const body = await bytesOf(path, parts);
  const { as, method = 'POST', path: to, headers } = await requestFor(objectOf(body), body, parts);
  const response = await fetch(`${config.publicUrl}${to}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(answersWithinMs),
  }).catch((error: unknown) => withCause(error));
  if (typeof response === 'string') {
    printError(
      `The bridge at ${config.publicUrl} does not answer (${response}). Does it run, and is PUBLIC_URL right?`,
    );
    return 1;
  }
  const { status } = response;
  const answer = (await response.text()).slice(0, answerCharacters);
  print(`sent as ${as}`);
  print([{ text: String(status), tone: response.ok ? 'good' : 'bad' }, `  ${answer}`]);
  printJson({ as, status, answer });
  return response.ok ? 0 : 1;
}

async function bytesOf(path: string, { readInput }: OperatorParts): Promise<Buffer> {
  if (path === '-') return Buffer.from(await readInput());
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The file cannot be read (${error.code ?? 'unknown'})`);
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** Rubbish is sent as a webhook, and answered as such. */
function objectOf(body: Buffer): Fields {
  try {
    const read: unknown = JSON.parse(body.toString());
    return typeof read === 'object' && read !== null ? (read as Fields) : {};
  } catch {
    return {};
  }
}

async function requestFor(said: Fields, body: Buffer, parts: OperatorParts): Promise<Request> {
  const account = oneAccount(parts);
  if ('callback_url' in said) return createOf(account, parts);
  const { event_type: event } = said;
  if (typeof event === 'string' && event.startsWith('candidate_') && hasStageDoor(account)) {
    return stageWebhookOf(account, event, body, parts);
  }
  const vendor = account.vendor.name;
  if (account.prove) return { as: vendor, path: `/webhooks/${vendor}`, headers: account.prove(body) };
  return webhookAbout(account, parts);
}

function webhookAbout({ name, vendor, webhookAbout: about }: BridgeAccount, { args, config }: OperatorParts): Request {
  const [, id] = args;
  if (!about || id === undefined) {
    throw new UsageError(
      `The webhooks of ${vendor.name} go to an address for each interview. Say which: bridge send <file> <interview>`,
    );
  }
  if (accountOf(id) !== name) throw new UsageError(`${id} is no interview of ${name}`);
  const { method, url } = about(id);
  return { as: vendor.name, method, path: url.slice(config.publicUrl.length) };
}

function oneAccount({ accounts, args, options }: OperatorParts): BridgeAccount {
  const [, interview = ''] = args;
  const [account, ...others] = chosenAccounts(accounts, options.account ?? (accountOf(interview) || undefined));
  if (account && others.length === 0) return account;
  throw new UsageError(account ? 'Say which account it is for: --account <name>' : 'There is no account');
}

async function createOf(account: BridgeAccount, parts: OperatorParts): Promise<Request> {
  const token = await providerTokenOf(account, parts);
  return { as: 'Workable', path: '/interviews', headers: { authorization: `Bearer ${token}` } };
}

/** The one that is given, or of a configured account its own. */
async function providerTokenOf({ name, providerTokens }: BridgeAccount, parts: OperatorParts): Promise<string> {
  const { options, checkToken: given } = parts;
  const [own] = providerTokens;
  if (options.tokenFile === undefined && own !== undefined) return own;
  if (options.tokenFile === undefined && given === undefined) {
    throw new UsageError(
      `Of the provider tokens of ${name} only digests are kept: name a file with one (--token-file) or set BRIDGE_CHECK_TOKEN. "bridge accounts token ${name}" makes another`,
    );
  }
  return readToken({ tokenFile: options.tokenFile, token: given }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : 'There is no token');
  });
}

async function stageWebhookOf(
  account: BridgeAccount,
  event: string,
  body: Buffer,
  parts: OperatorParts,
): Promise<Request> {
  if (!hasStageDoor(account)) throw new UsageError(`${account.name} has no WORKABLE_API_TOKEN`);
  const record = await connectionOf(parts, account);
  const made = record?.subscriptions.find((each) => each.event === event && each.endedAt === undefined);
  if (!made) throw new UsageError(`No webhook ${event} is subscribed at Workable: see "bridge stage"`);
  const [token = ''] = account.connected.tokensAt(parts.now());
  return {
    as: "Workable's API",
    path: `/webhooks/workable/${account.name}/${event}/${made.nonce}`,
    headers: { 'x-workable-signature': createHmac('sha256', token).update(body).digest('hex') },
  };
}
