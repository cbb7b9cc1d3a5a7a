import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEventLog } from '../../../sandbox/event-log.ts';
import { type Audit, audit } from './audit.ts';
import { type Cast, castOf } from './cast.ts';
import { auditCopies } from './copies.ts';
import type { VendorLifeKept, WorkableLifeKept } from './kept.ts';
import { type Blow, type ProcessName, planOf } from './plan.ts';
import { answers, restlessness } from './quiet.ts';
import { findingsOf } from './report.ts';
import { unexplained } from './silence.ts';
import { vendorNamed } from './vendors/vendors.ts';
import { createVictim, type Victim } from './victim.ts';

export type RoundOptions = {
  seed: number;
  kills: number;
  vendor: string;
  syncsEachWrite: boolean;
  signal: AbortSignal;
};

type Victims = ReadonlyMap<ProcessName, Victim>;

export type Round = {
  /** When each process was killed, epoch ms. */
  kills: ReadonlyMap<ProcessName, readonly number[]>;
  audit: Audit;
  /** Interviews of which Workable had the last state while processes were still being killed. */
  underFire: number;
  /** Mails that were sent once more, since nobody knew what had become of them. */
  copies: number;
  /** Processes that ended without being killed, and problems that the bridge itself reports. */
  findings: string[];
  fireMs: number;
  recoveryMs: number;
  /** Event logs and logs; removed after a round without findings. */
  directory: string;
  hasHeld: boolean;
};

const startWithinMs = 60_000;
/** Leases of killed processes last 20 s. */
const recoverWithinMs = 120_000;
/** A few callbacks. */
const flowBytes = 5_000;
const longestPauseMs = 20_000;
const lookMs = 200;
/** Longer than any wait between two tries. */
const restMs = 1_500;

/**
 * Starts everything, kills by the plan while traffic goes on, lets it recover, and compares. Leaves no process behind.
 */
export async function runRound({ kills, signal, ...options }: RoundOptions): Promise<Round> {
  const directory = await mkdtemp(join(tmpdir(), `bridge-kills-${options.seed}-`));
  const cast = await castOf({ ...options, directory });
  const ends: string[] = [];
  const victims: Victims = new Map(
    [...cast.commands].map(([name, command]) => {
      return [name, createVictim(command, (how) => ends.push(`${name} ended by itself: ${how}`))];
    }),
  );

  let hasHeld = false;
  try {
    for (const victim of victims.values()) victim.start();
    if (!(await comesTrue(() => isReady(cast), startWithinMs, signal))) {
      throw new Error(`The processes did not start within ${startWithinMs} ms; their logs are in ${directory}`);
    }
    const startedAt = Date.now();
    const killed = await killByPlan(cast, victims, planOf(options.seed, kills, cast.weights), signal);
    const ceasedAt = Date.now();
    await writeFile(cast.lastCall, '');
    const findings = await recover(cast, options.vendor, signal);
    const recoveryMs = Date.now() - ceasedAt;
    const mail = await auditCopies(cast);
    const silences = readEventLog<VendorLifeKept>(cast.eventLogs.vendor).read('silence');
    const found = auditOf(cast, options.vendor);
    const round = {
      kills: killed,
      audit: found,
      underFire: found.arrivedBy(ceasedAt),
      copies: mail.copies,
      findings: [...ends, ...findings, ...mail.findings, ...unexplained(silences, cast.webs, killed)],
      fireMs: ceasedAt - startedAt,
      recoveryMs,
      directory,
    };
    hasHeld = findingsOf(round).length === 0;
    return { ...round, hasHeld };
  } finally {
    await Promise.all([...victims.values()].map((victim) => victim.kill()));
    if (hasHeld || signal.aborted) await rm(directory, { recursive: true, force: true });
  }
}

async function killByPlan(cast: Cast, victims: Victims, plan: Blow[], signal: AbortSignal) {
  const kills = new Map([...victims.keys()].map((name) => [name, [] as number[]]));
  const starting = new Map<ProcessName, Promise<void>>();
  for (const { endsPause, pauseMs, victim: name, downMs } of plan) {
    if (endsPause) await comesTrue(trafficOf(cast), longestPauseMs, signal);
    await sleep(pauseMs, undefined, { signal });
    if (starting.has(name)) {
      await starting.get(name);
      await sleep(pauseMs, undefined, { signal });
    }
    await victims.get(name)?.kill();
    kills.get(name)?.push(Date.now());
    const again = sleep(downMs, undefined, { signal }).then(
      () => victims.get(name)?.start(),
      () => undefined,
    );
    starting.set(
      name,
      again.finally(() => starting.delete(name)),
    );
  }
  await Promise.all(starting.values());
  return kills;
}

/** Says whether the bridge has reached both peers since: event logs grow with everything acknowledged or received. */
function trafficOf({ eventLogs: { vendor, workable } }: Cast): () => Promise<boolean> {
  const sizes = () => [vendor, workable].map((file) => statSync(file).size);
  const before = sizes();
  return async () => sizes().every((size, i) => size - (before[i] ?? 0) > flowBytes);
}

/**
 * Resolves once the bridge is idle and everything has arrived, or the time is over: then to the reasons why it is not
 * idle.
 */
async function recover(cast: Cast, vendor: string, signal: AbortSignal): Promise<string[]> {
  let restless: string | undefined = '';
  const isAtRest = async () => {
    restless = await restlessness(cast);
    return restless === undefined && auditOf(cast, vendor).missing.length === 0;
  };
  const remainsAtRest = async () => (await isAtRest()) && (await sleep(restMs, true, { signal })) && (await isAtRest());
  await comesTrue(remainsAtRest, recoverWithinMs, signal);
  return restless === undefined ? [] : [restless];
}

function auditOf({ eventLogs }: Cast, vendor: string): Audit {
  return audit(vendorNamed(vendor), {
    vendor: readEventLog<VendorLifeKept>(eventLogs.vendor),
    workable: readEventLog<WorkableLifeKept>(eventLogs.workable),
    mail: eventLogs.mail === undefined ? { read: () => [] } : readEventLog(eventLogs.mail),
  });
}

async function isReady({ ready, eventLogs }: Cast): Promise<boolean> {
  const areReady = await Promise.all(ready.map(answers));
  return areReady.every(Boolean) && readEventLog<WorkableLifeKept>(eventLogs.workable).read('created').length > 0;
}

async function comesTrue(condition: () => Promise<boolean>, withinMs: number, signal: AbortSignal): Promise<boolean> {
  for (const startedAt = performance.now(); performance.now() - startedAt < withinMs; ) {
    if (await condition()) return true;
    await sleep(lookMs, undefined, { signal });
  }
  return false;
}
