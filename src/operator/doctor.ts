import type { BridgeAccount } from '../bridge-accounts.ts';
import { asFailure, type Failure, isNotPermitted } from '../errors.ts';
import { within } from '../http/within.ts';
import { budgets } from '../interviews/budgets.ts';
import type { Capabilities, MissingKind, TemplateList } from '../interviews/ports/vendor.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { describeTrouble } from '../store/refusals.ts';
import type { BridgeCommand } from './cli/command.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { troublesOf } from './troubles.ts';

type Finding = { isFine: boolean; text: string };

export const doctorCommand: BridgeCommand = {
  name: 'doctor',
  group: 'See',
  summary: "check settings, Redis, the vendor's key, the callback token, waiting and failed deliveries",
  details: 'It says what is wrong and what to do about it, and exits with status 1 when anything is.',
  options: ['json'],
  examples: [
    ['bridge doctor', 'check everything'],
    ['bridge doctor --json | jq -r "select(.ok | not).text"', 'only what is wrong'],
  ],
  needs: 'bridge',
  judgesRedis: true,
  run: doctor,
};

async function doctor(parts: OperatorParts): Promise<number> {
  const { accounts, print, printJson, storage } = parts;
  // Another line reports that, and stored data says nothing about it.
  const isForeign = (await storage.formatFault().catch(() => undefined)) !== undefined;
  const findings: Finding[] = [
    settingsFinding(parts),
    ...parts.misspelt().map((text) => wrong(`settings: ${text}`)),
    await redisFinding(parts),
    ...(isForeign ? [] : [await encryptionFinding(parts)]),
  ];
  for (const account of accounts) {
    const { name } = account;
    findings.push(...(await vendorFindings(account)), ...(await checkFindings(account)));
    if (isForeign) continue;
    findings.push(...(await deliveryFindings(account, parts)));
    findings.push(...(await invitationFindings(name, parts)));
  }
  for (const { isFine, text } of findings) {
    print([isFine ? { text: 'ok   ', tone: 'good' } : { text: 'WRONG', tone: 'bad' }, `  ${text}`]);
    printJson({ ok: isFine, text });
  }
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}

function settingsFinding({ accounts, config: { publicUrl, guessable } }: OperatorParts): Finding {
  const count = accounts.length === 1 ? 'one account' : `${accounts.length} accounts`;
  const weak = guessable.length > 0 ? `. Better: 16 random characters or more in ${guessable.join(', ')}` : '';
  return fine(`settings: ${count}, serving ${publicUrl}${weak}`);
}

async function redisFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
    const rights = await storage.missingRights();
    if (rights.length > 0) return wrong(`redis: ${rights.join('; ')}`);
    const refusal = await storage.writeFault();
    if (refusal) return wrong(`redis: ${refusal.text}`);
    const formatFault = await storage.formatFault();
    if (formatFault !== undefined) return wrong(`redis: ${formatFault}`);
    const faults = await storage.durabilityFaults();
    if (faults.length === 0) {
      const advice = (await storage.durabilityAdvice()).map((text) => `. Better: ${text}`);
      return fine(`redis: answers, keeps an append-only file, evicts nothing${advice.join('')}`);
    }
    const text = `redis: ${faults.join('; ')}`;
    return config.allowsVolatileRedis ? fine(`${text} (accepted by ALLOW_VOLATILE_REDIS)`) : wrong(text);
  } catch (error) {
    return wrong(`redis: ${describeTrouble((await storage.whyAway()) ?? error)}`);
  }
}

async function encryptionFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
    const fault = await storage.keyFault();
    if (fault !== undefined) return wrong(`encryption: ${fault}`);
    if (config.dataKeys.length === 0) return fine('encryption: off; personal data is stored in clear (DATA_KEY)');
    if (await storage.isRotated()) return fine('encryption: on');
    return fine(
      'encryption: on; some data is not yet encrypted with the first key of DATA_KEY. See "bridge rotate-keys"',
    );
  } catch {
    return wrong('encryption: without Redis it cannot be checked whether DATA_KEY decrypts the stored data');
  }
}

async function vendorFindings({ name, vendor }: BridgeAccount): Promise<Finding[]> {
  try {
    const { missing, ...list } = await within(budgets.list, (options) => vendor.listTemplates(options));
    const [templates, ...more] = [templatesFinding(`${name}: ${vendor.name}`, list), ...missing.map(missingFinding)];
    return [templates, fine(`${name}: ${vendor.name}: ${describeCapabilities(vendor.capabilities)}`), ...more];
  } catch (error) {
    const failure = asFailure(error);
    return [wrong(`${name}: ${vendor.name}: ${failure.message}. ${remedyOf(failure)}`)];
  }

  function missingFinding({ kind, failure }: MissingKind): Finding {
    const why = failure.message;
    return wrong(
      isNotPermitted(failure)
        ? `${name}: ${vendor.name} does not let our key list its templates of the kind ${kind}, so none is offered (${why}). Ask the vendor to allow it`
        : `${name}: ${vendor.name} fails to list its templates of the kind ${kind}, so those last known are offered (${why}). ${remedyOf(failure)}`,
    );
  }
}

/** What the vendor itself has to check. */
async function checkFindings({ name, vendor }: BridgeAccount): Promise<Finding[]> {
  const found = await within(budgets.list, async (options) => (await vendor.check?.(options)) ?? []).catch((error) => {
    const failure = asFailure(error);
    return [wrong(`${failure.message}. ${remedyOf(failure)}`)];
  });
  return found.map(({ isFine, text }) => ({ isFine, text: `${name}: ${vendor.name}: ${text}` }));
}

/** What operators have to know about a vendor's behaviour. */
function describeCapabilities({ invites, push, canAsk, createTwice, canFind }: Capabilities): string {
  const results = { full: 'results come by webhook', hint: 'webhooks say where to look', none: 'no webhooks come' }[
    push
  ];
  return [
    invites === 'mail' ? 'the vendor e-mails candidates' : 'the bridge e-mails candidates',
    canAsk === 'never' ? `${results}, and a lost one cannot be asked for` : `${results}, and the bridge polls`,
    ...(createTwice === 'mails-twice' && canFind === 'never'
      ? ['an invitation with an unknown outcome waits for an operator']
      : []),
  ].join('; ');
}

function remedyOf({ remedy = 'Try again later; ask the vendor if it stays' }: Failure): string {
  return remedy;
}

function templatesFinding(whose: string, { templates, isCut }: Omit<TemplateList, 'missing'>): Finding {
  const count = `${templates.length} interview ${templates.length === 1 ? 'template' : 'templates'}`;
  if (isCut)
    return wrong(`${whose} lists more than the newest ${count}, and only these are offered. Archive some there`);
  if (templates.length > 0) return fine(`${whose} accepts our key and lists ${count}`);
  return wrong(`${whose} accepts our key but lists no active interview. Publish one there`);
}

/** Workable has no call to test the token with, so the last callbacks decide. */
async function deliveryFindings(account: BridgeAccount, parts: OperatorParts): Promise<Finding[]> {
  const { name } = account;
  try {
    const troubles = await troublesOf(account, parts);
    if (troubles.length > 0) return troubles.map((text) => wrong(`${name}: ${text}`));
    return [fine(`${name}: ${await lastCallback(name, parts.storage)}`)];
  } catch {
    return [wrong(`${name}: without Redis it cannot be checked whether Workable accepts our callbacks`)];
  }
}

const dayMs = 24 * 3_600_000;
const minuteMs = 60_000;

/** Newest interviews of the last day without an invitation: a recruiter has to send them again. */
async function invitationFindings(account: string, { storage, now }: OperatorParts): Promise<Finding[]> {
  // Without Redis the redis line reports the failure.
  const records = await newestRecords(account, storage).catch(() => []);
  const missing = records.filter(({ invitation, createdAt }) => {
    const at = 'failure' in invitation ? invitation.at : createdAt + minuteMs;
    return invitation.state !== 'invited' && at <= now() && at > now() - dayMs;
  });
  if (missing.length === 0) return [];
  const [last] = missing
    .flatMap(({ invitation }) => ('failure' in invitation ? invitation : []))
    .sort((a, b) => b.at - a.at);
  const why = last ? `, the last since ${iso(last.at)}: ${last.failure.message}` : ', for an unknown reason';
  const count = `${missing.length} of the newest interviews ${missing.length === 1 ? 'has' : 'have'} no invitation`;
  const ids = missing.slice(-maxListed).map(({ id }) => id);
  return [
    wrong(
      `${account}: ${count}${why}. Workable got an error for each: once the cause is fixed, have them sent again. See "bridge show <id>": ${ids.join(' ')}`,
    ),
  ];
}

const maxListed = 5;
const sampleSize = 50;

async function newestRecords(account: string, storage: OperatorParts['storage']): Promise<InterviewRecord[]> {
  const newest = await storage.schedule.newest(account, 'all', sampleSize);
  const found = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  return found.filter((record) => record !== undefined);
}

/** Workable's last answers to the callbacks of the newest interviews. */
async function lastCallback(account: string, storage: OperatorParts['storage']): Promise<string> {
  const found = await newestRecords(account, storage);
  const deliveries = found.flatMap((record) => Object.values(record.deliveries));
  const acknowledged = deliveries.flatMap(({ acknowledged }) => acknowledged?.at ?? []);
  if (acknowledged.length > 0) return `Workable last accepted a callback at ${iso(Math.max(...acknowledged))}`;
  const rejections = deliveries.flatMap(rejectionsOf).sort((a, b) => b.at - a.at);
  const [last] = rejections;
  if (last) return `Workable last answered a callback at ${iso(last.at)}, with ${last.status}, and has accepted none`;
  const isAll = found.length < sampleSize;
  return `no ${isAll ? 'stored interview shows' : `one of the newest ${sampleSize} interviews shows`} a use of the callback token`;
}

function rejectionsOf({ refused, failed }: DeliveryState): { at: number; status: number }[] {
  const status = failed?.answer.status;
  return [
    ...(refused ? [{ at: refused.at, status: 409 }] : []),
    // No status: there was no answer, or nothing was sent.
    ...(failed && status !== undefined ? [{ at: failed.at, status }] : []),
  ];
}

function fine(text: string): Finding {
  return { isFine: true, text };
}

function wrong(text: string): Finding {
  return { isFine: false, text };
}
