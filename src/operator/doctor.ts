import type { BridgeAccount } from '../bridge-accounts.ts';
import { asFailure, type FailureKind, isNotPermitted } from '../errors.ts';
import type { MissingKind, TemplateList } from '../interviews/ports.ts';
import { troublesOf } from './deliveries.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';

type Finding = { isFine: boolean; text: string };

/** `bridge doctor`: what is wrong and what to do about it; exit code 1 when anything is. */
export async function doctor(parts: OperatorParts): Promise<number> {
  const { accounts, config, print } = parts;
  const findings: Finding[] = [
    fine(
      `settings: ${accounts.length === 1 ? 'one account' : `${accounts.length} accounts`}, serving ${config.publicUrl}`,
    ),
    await redisFinding(parts),
    await encryptionFinding(parts),
  ];
  for (const account of accounts) {
    findings.push(...(await vendorFindings(account)), ...(await deliveryFindings(account, parts)));
  }
  for (const { isFine, text } of findings) print(`${isFine ? 'ok   ' : 'WRONG'}  ${text}`);
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}

async function redisFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
    const rights = await storage.missingRights();
    if (rights.length > 0) return wrong(`redis: ${rights.join('; ')}`);
    const refusal = await storage.writeFault();
    if (refusal) return wrong(`redis: ${refusal.text}`);
    const faults = await storage.durabilityFaults();
    if (faults.length === 0) {
      const advice = (await storage.durabilityAdvice()).map((text) => `. Better: ${text}`);
      return fine(`redis: answers, keeps an append-only file, evicts nothing${advice.join('')}`);
    }
    const text = `redis: ${faults.join('; ')}`;
    return config.allowsVolatileRedis ? fine(`${text} (accepted by ALLOW_VOLATILE_REDIS)`) : wrong(text);
  } catch {
    return wrong('redis: does not answer. Is REDIS_URL right, and is Redis running?');
  }
}

async function encryptionFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
    const fault = await storage.keyFault();
    if (fault !== undefined) return wrong(`encryption: ${fault}`);
    if (config.dataKeys.length === 0) return fine('encryption: off; personal data is stored in clear (DATA_KEY)');
    if (await storage.isRotated()) return fine('encryption: on');
    return fine('encryption: on; some data is older than the first key of DATA_KEY. See "bridge rotate-keys"');
  } catch {
    return wrong('encryption: whether DATA_KEY opens what is stored cannot be told without Redis');
  }
}

const advice: Partial<Record<FailureKind, string>> = {
  'vendor-key-rejected': 'refuses our API key. Ask for a new one and set it (JobMojito: JOBMOJITO_API_KEY)',
  'vendor-not-reached': 'cannot be reached. Check the address (JobMojito: JOBMOJITO_API_URL) and the network',
  'vendor-unclear': 'answers with errors. Try again later; ask the vendor if it stays',
};

async function vendorFindings({ name, vendor }: BridgeAccount): Promise<Finding[]> {
  try {
    const { missing, ...list } = await vendor.listTemplates();
    return [templatesFinding(`${name}: ${vendor.name}`, list), ...missing.map(missingFinding)];
  } catch (error) {
    const failure = asFailure(error);
    return [wrong(`${name}: ${vendor.name} ${advice[failure.kind] ?? `says: ${failure.message}`}`)];
  }

  function missingFinding({ kind, failure }: MissingKind): Finding {
    const why = failure.message;
    return wrong(
      isNotPermitted(failure)
        ? `${name}: ${vendor.name} does not let our key list its templates of the kind ${kind}, so none is offered (${why}). Ask the vendor to allow it`
        : `${name}: ${vendor.name} fails to list its templates of the kind ${kind}, so those last known are offered (${why}). Try again later; ask the vendor if it stays`,
    );
  }
}

function templatesFinding(whose: string, { templates, isCut }: Omit<TemplateList, 'missing'>): Finding {
  const count = `${templates.length} interview templates`;
  if (isCut)
    return wrong(`${whose} lists more than the newest ${count}, and only these are offered. Archive some there`);
  if (templates.length > 0) return fine(`${whose} accepts our key and lists ${count}`);
  return wrong(`${whose} accepts our key but lists no active interview. Publish one there`);
}

/** There is no call to test the token with, so the last callbacks have to tell. */
async function deliveryFindings(account: BridgeAccount, parts: OperatorParts): Promise<Finding[]> {
  const { name } = account;
  try {
    const troubles = await troublesOf(account, parts);
    if (troubles.length > 0) return troubles.map((text) => wrong(`${name}: ${text}`));
    const lastAt = await lastAcknowledgedAt(name, parts.storage);
    if (lastAt === undefined) return [fine(`${name}: the callback token has not been used yet`)];
    return [fine(`${name}: Workable last accepted a callback at ${iso(lastAt)}`)];
  } catch {
    return [wrong(`${name}: whether Workable accepts our callbacks cannot be told without Redis`)];
  }
}

const lookedAt = 50;

async function lastAcknowledgedAt(account: string, storage: OperatorParts['storage']) {
  const newest = await storage.agenda.newest(account, 'all', lookedAt);
  const found = await Promise.all(newest.map(({ id }) => readRecord(storage, id, () => undefined)));
  const times = found.flatMap((record) => record?.delivery.acknowledged?.at ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function fine(text: string): Finding {
  return { isFine: true, text };
}

function wrong(text: string): Finding {
  return { isFine: false, text };
}
