import type { BridgeAccount } from '../bridge-accounts.ts';
import { asFailure, type FailureKind } from '../errors.ts';
import type { OperatorParts } from './parts.ts';
import { describeWait, isWorthTelling } from './waits.ts';

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
    findings.push(
      await vendorFinding(account),
      ...(await waitFindings(account, parts)),
      await callbackFinding(account, parts),
    );
  }
  for (const { isFine, text } of findings) print(`${isFine ? 'ok   ' : 'WRONG'}  ${text}`);
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}

async function redisFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
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

async function vendorFinding({ name, vendor }: BridgeAccount): Promise<Finding> {
  try {
    const templates = await vendor.listTemplates();
    const count = `${templates.length} interview templates`;
    if (templates.length > 0) return fine(`${name}: ${vendor.name} accepts our key and lists ${count}`);
    return wrong(`${name}: ${vendor.name} accepts our key but lists no active interview. Publish one there`);
  } catch (error) {
    const failure = asFailure(error);
    return wrong(`${name}: ${vendor.name} ${advice[failure.kind] ?? `says: ${failure.message}`}`);
  }
}

/** Deliveries that wait together, and those that have not left because their host is not allowed any more. */
async function waitFindings(account: BridgeAccount, { storage, now }: OperatorParts): Promise<Finding[]> {
  const { name } = account;
  const findings: Finding[] = [];
  try {
    const pause = await storage.agenda.pauseOf(name);
    if (isWorthTelling(pause, now())) {
      const { reason, since } = pause;
      findings.push(
        reason === 'token'
          ? wrong(
              `${name}: Workable refuses our callback token${since === undefined ? '' : ` since ${iso(since)}`}; all deliveries wait, the next try is at ${iso(pause.until)}. Get the right one from Workable, set WORKABLE_CALLBACK_TOKEN and restart; everything that waits is then delivered`,
            )
          : wrong(
              `${name}: all deliveries ${describeWait(pause)}. Nothing is lost; should it be a mistake, "bridge close-circuit ${name}" lets them out now`,
            ),
      );
    }
    const barred = await barredHosts(account, storage);
    if (barred.length > 0)
      findings.push(
        wrong(
          `${name}: deliveries have failed since their callback host is not in WORKABLE_CALLBACK_HOSTS: ${barred.join(', ')}. If it should be, add it, restart, then "bridge replay"`,
        ),
      );
  } catch {
    // The next finding says that Redis does not answer.
  }
  return findings;
}

/** Of the newest failed deliveries. */
async function barredHosts({ name, barrierTo }: BridgeAccount, storage: OperatorParts['storage']): Promise<string[]> {
  const newest = await storage.agenda.newest(name, 'failed', lookedAt);
  const found = await Promise.all(newest.map(({ id }) => storage.interviews.read(id)));
  const urls = found.flatMap((each) => each?.record.callbackUrl ?? []).filter((url) => barrierTo(url) !== undefined);
  return [...new Set(urls.map((url) => new URL(url).host))].sort();
}

/** There is no call to test the token with, so the last callbacks have to tell. */
async function callbackFinding({ name }: BridgeAccount, { storage, now }: OperatorParts): Promise<Finding> {
  try {
    const { failed, stuck, refused, isPaused } = await storage.agenda.counts(name, now());
    if (stuck > 0)
      return wrong(
        `${name}: the work on ${stuck} interviews fails again and again. See "settle" in the log for which and why`,
      );
    if (failed > 0)
      return wrong(`${name}: ${failed} deliveries have failed. See "bridge failed", then "bridge replay"`);
    if (refused > 0 && !isPaused)
      return wrong(
        `${name}: Workable has refused our callback token for ${refused === 1 ? '1 interview' : `${refused} interviews`}, and taken nothing since. If it is wrong, set WORKABLE_CALLBACK_TOKEN and restart; "bridge interviews --state waiting" lists what waits`,
      );
    const lastAt = await lastAcknowledgedAt(name, storage);
    if (lastAt === undefined) return fine(`${name}: the callback token has not been used yet`);
    return fine(`${name}: Workable last accepted a callback at ${new Date(lastAt).toISOString()}`);
  } catch {
    return wrong(`${name}: whether Workable accepts our callbacks cannot be told without Redis`);
  }
}

const lookedAt = 50;

async function lastAcknowledgedAt(account: string, storage: OperatorParts['storage']) {
  const newest = await storage.agenda.newest(account, 'all', lookedAt);
  const found = await Promise.all(newest.map(({ id }) => storage.interviews.read(id)));
  const times = found.flatMap((each) => each?.record.delivery.acknowledged?.at ?? []);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function fine(text: string): Finding {
  return { isFine: true, text };
}

function wrong(text: string): Finding {
  return { isFine: false, text };
}
