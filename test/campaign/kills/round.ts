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
import { type Command, createVictim, type Victim } from './victim.ts';

export type RoundOptions = {
  seed: number;
  kills: number;
  vendor: string;
  syncsEachWrite: boolean;
  signal: AbortSignal;
  /** What the bridge's processes run, in turn, with as many kills each. Absent: the current tree from start to end. */
  phases?: readonly Phase[];
  /** What else is wrong, by the logs of the processes in this directory; a sentence each. */
  look?: (directory: string) => string[];
};

/** The program of a process of the bridge; undefined for what does not change. */
export type Phase = (name: ProcessName) => string | undefined;

type Victims = ReadonlyMap<ProcessName, Victim>;
type Kills = Map<ProcessName, number[]>;

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
export async function runRound({
  kills,
  signal,
  phases = [],
  look = () => [],
  ...options
}: RoundOptions): Promise<Round> {
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
    const [first] = phases;
    for (const [name, victim] of victims) {
      if (first) victim.become(commandIn(first, cast, name));
      victim.start();
    }
    if (!(await comesTrue(() => isReady(cast), startWithinMs, signal))) {
      throw new Error(`The processes did not start within ${startWithinMs} ms; their logs are in ${directory}`);
    }
    const startedAt = Date.now();
    const killed: Kills = new Map([...victims.keys()].map((name) => [name, []]));
    const plan = planOf(options.seed, kills, cast.weights);
    for (const [i, share] of sharesOf(plan, Math.max(1, phases.length)).entries()) {
      const [before, phase] = [phases[i - 1], phases[i]];
      if (before && phase) await replaceProcesses({ before, phase }, cast, victims, killed, signal);
      await killByPlan(cast, victims, share, killed, signal);
    }
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
      findings: [
        ...ends,
        ...findings,
        ...mail.findings,
        ...unexplained(silences, cast.webs, killed),
        ...look(directory),
      ],
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

function sharesOf(plan: readonly Blow[], count: number): Blow[][] {
  const size = Math.ceil(plan.length / count);
  return Array.from({ length: count }, (_, i) => plan.slice(i * size, (i + 1) * size));
}

function commandIn(phase: Phase, { commands }: Cast, name: ProcessName): Command {
  const command = commands.get(name) as Command;
  const main = phase(name);
  return main === undefined ? command : { ...command, args: [main] };
}

/** One after the other, as an orchestrator does it, but without asking them to end. */
async function replaceProcesses(
  { before, phase }: { before: Phase; phase: Phase },
  cast: Cast,
  victims: Victims,
  kills: Kills,
  signal: AbortSignal,
) {
  for (const [name, victim] of victims) {
    if (phase(name) === before(name)) continue;
    await victim.kill();
    kills.get(name)?.push(Date.now());
    victim.become(commandIn(phase, cast, name));
    victim.start();
    const isUp = async () => (await Promise.all(cast.ready.map(answers))).every(Boolean);
    if (!(await comesTrue(isUp, startWithinMs, signal))) throw new Error(`${name} was not ready after it was replaced`);
  }
}

async function killByPlan(cast: Cast, victims: Victims, plan: Blow[], kills: Kills, signal: AbortSignal) {
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
