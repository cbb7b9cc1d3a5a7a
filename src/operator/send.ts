import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { BridgeAccount } from '../bridge-accounts.ts';
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
    "What it is, the body says: a create of Workable (callback_url), a webhook of Workable's API (event_type candidate_…), otherwise one of the vendor, which is proven or signed as the vendor does it. It goes to PUBLIC_URL and counts like any other: a create invites. The bytes are sent as they are.",
  args: [{ name: '<file>', does: 'the saved body; "-" for standard input' }],
  options: ['account', 'json'],
  examples: [
    ['bridge send create.json', 'request an interview as Workable does'],
    ['bridge send - --account acme', 'send what another program prints: bridge rejected 1, for instance'],
  ],
  needs: 'bridge',
  run: runSend,
};

type Request = { as: string; path: string; headers: Readonly<Record<string, string>> };

const answersWithinMs = 60_000;
const answerCharacters = 2_000;

async function runSend(parts: OperatorParts): Promise<number> {
  const { args, config, print, printJson, printError } = parts;
  const [path = ''] = args;
  const body = await bytesOf(path, parts);
  const { as, path: to, headers } = await requestFor(objectOf(body), body, parts);
  const response = await fetch(`${config.publicUrl}${to}`, {
    method: 'POST',
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
  if ('callback_url' in said) return createOf(account);
  const { event_type: event } = said;
  if (typeof event === 'string' && event.startsWith('candidate_') && hasStageDoor(account)) {
    return stageWebhookOf(account, event, body, parts);
  }
  const vendor = account.vendor.name;
  if (account.prove) return { as: vendor, path: `/webhooks/${vendor}`, headers: account.prove(body) };
  throw new UsageError(
    `The webhooks of ${vendor} are known by an address for each interview. "bridge tail" shows whether they come`,
  );
}

function oneAccount({ accounts, options }: OperatorParts): BridgeAccount {
  const [account, ...others] = chosenAccounts(accounts, options.account);
  if (account && others.length === 0) return account;
  throw new UsageError(account ? 'Say which account it is for: --account <name>' : 'There is no account');
}

function createOf({ name, providerTokens }: BridgeAccount): Request {
  const [token] = providerTokens;
  if (token !== undefined)
    return { as: 'Workable', path: '/interviews', headers: { authorization: `Bearer ${token}` } };
  throw new UsageError(
    `Of the provider tokens of ${name} only digests are kept, so the bridge cannot call as Workable: use curl with the token`,
  );
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
