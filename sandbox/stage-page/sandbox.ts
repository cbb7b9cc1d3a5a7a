import { setTimeout as wait } from 'node:timers/promises';
import { isBaseline } from '../play-stage.ts';
import { addApplicants, secretOf, triggerStage } from '../stage.ts';
import { createBadDays } from './bad-days.ts';
import { createSandboxClock } from './clock.ts';
import { openPeers, type Peers } from './peers.ts';
import { openBridgeProcess, openRedisProcess } from './processes.ts';
import { resultsOf, timelineOf } from './received.ts';
import { countScore, createVersions, type Received } from './score.ts';
import type { VendorKind } from './vendors/vendor.ts';
import { createExchangeLog } from './wire/exchange.ts';
import { createNetwork } from './wire/network.ts';

type Options = {
  kind: VendorKind;
  /** For Redis; empty. */
  dataDir: string;
  /** Receives the bridge's log. */
  log: (line: string) => void;
};

export type Sandbox = Awaited<ReturnType<typeof openSandbox>>;

/** Once all has been well for so long, what has not arrived is lost: the bridge asks a vendor about a result once a day. */
const settledAfter = { sandboxMs: 48 * 3_600_000, realMs: 60_000 };
const polledWithinMs = 20_000;
const opensWithinMs = 60_000;
const day = 86_400_000;
/** After more than a week of silence the bridge would ask an operator before it invites. */
const longestStepMs = 6 * day;

/** A bridge and its Redis, as processes that can be killed, between a Workable and a vendor of one kind. */
export async function openSandbox({ kind, dataDir, log }: Options) {
  const clock = createSandboxClock();
  const badDays = createBadDays();
  let secrets: Record<string, string> = {};
  const exchanges = createExchangeLog(clock.now, () => secrets);
  const network = createNetwork({ log: exchanges, troubleOf: badDays.troubleOf });
  const peers = await openPeers({ kind, network, clock });
  const { spi, vendor } = peers;
  const settings: Record<string, string> = {
    ...peers.settings,
    DATA_DIR: dataDir,
    DATA_KEY: secretOf(),
    OPERATOR_TOKEN: secretOf(),
    LOG_LEVEL: 'info',
    // So that a lost webhook and a bad day are over soon.
    ASK_EVERY: '10s',
    DELIVERY_RETRY_SCHEDULE: '1s,2s,5s,10s',
    STAGE_INVITE_DELAY: '3s',
  };
  secrets = secretsIn(settings);
  addApplicants(spi);
  const redis = await openRedisProcess(dataDir);
  const bridge = await openBridgeProcess({ settings, clock, log });
  await untilStageDoorIsOpen(spi);
  const versionsOf = createVersions();
  let troubled = { at: clock.now(), movedAt: Date.now() };
  /** What the scoreboard leaves out. */
  let before = { emails: new Set<string>(), tries: 0 };
  clock.onMove(() => {
    troubled = { ...troubled, movedAt: Date.now() };
  });

  return {
    ...peers,
    kind,
    clock,
    settings,
    badDays,
    exchanges,
    bridge,
    redis,
    score,
    hasArrived: (email: string) => countFor((each) => each === email).arrived > 0,
    reportOf: (email: string) => reportOf(peers, email),
    setBadDays,
    startAgain,
    later,
    replay,
    /** What an operator does after more than seven days without Workable. */
    resumeInvitations: () => operate('/accounts/default/invitations/resume', {}),
    async close(): Promise<void> {
      network.release();
      await bridge.close();
      await redis.close();
      await Promise.all([peers.close(), network.close()]);
    },
  };

  /** What an operator does about what was refused for good, or has failed. */
  async function replay(): Promise<void> {
    for (const state of ['refused', 'failed']) await operate('/replays', { all: true, state });
  }

  async function operate(path: string, body: object): Promise<void> {
    const answer = await fetch(`${peers.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${settings.OPERATOR_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The bridge answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }

  function score() {
    if (badDays.any() || !bridge.isUp() || !redis.isUp()) noteTrouble();
    return { ...countFor((email) => !before.emails.has(email)), tries: exchanges.tries() - before.tries };
  }

  function countFor(isMeant: (email: string) => boolean) {
    const people = vendor.people().filter(({ email }) => isMeant(email));
    const finished = people.map(({ email, fact, ...each }) => ({ ...each, email, versions: versionsOf(email, fact) }));
    return countScore(finished, receivedBy(peers), isSettled());
  }

  /** All is well, and the scoreboard begins anew, with those who are invited from now on. */
  function startAgain(): void {
    setBadDays(() => badDays.clear());
    before = { emails: new Set(vendor.people().map(({ email }) => email)), tries: exchanges.tries() };
  }

  /** How it ends, a bad day's connections end too. */
  function setBadDays(change: () => void): void {
    change();
    vendor.setCredits?.(!badDays.isOn('vendor-credits'));
    network.release();
    noteTrouble();
  }

  function noteTrouble(): void {
    troubled = { at: clock.now(), movedAt: Date.now() };
  }

  function isSettled(): boolean {
    const { sandboxMs, realMs } = settledAfter;
    return clock.now() - troubled.at > sandboxMs && Date.now() - troubled.movedAt > realMs;
  }

  /** In steps in which the bridge hears of Workable, unless that has a bad day. */
  async function later(ms: number): Promise<void> {
    const polls = () => spi.requests.filter(({ query, status }) => 'updated_after' in query && status === 200).length;
    for (let left = ms; left > 0; left -= longestStepMs) {
      const before = polls();
      clock.advance(Math.min(left, longestStepMs));
      const isLast = left <= longestStepMs;
      for (const endsAt = Date.now() + polledWithinMs; !isLast && polls() === before; await wait(50)) {
        if (Date.now() > endsAt || badDays.any()) break;
      }
    }
  }
}

/** Before that, a candidate who comes would count as one who stood in the stage already. */
async function untilStageDoorIsOpen({ subscriptions, requests }: Peers['spi']): Promise<void> {
  const endsAt = Date.now() + opensWithinMs;
  while (subscriptions().length < 3 || !requests.some(isBaseline)) {
    if (Date.now() > endsAt) throw new Error("The bridge does not take part in Workable's webhooks");
    await wait(50);
  }
}

/** What Workable has, by its own account: once for each interview and each candidate in the trigger's stage. */
function receivedBy({ workable, spi }: Peers): Received[] {
  const requested = new Map(workable.control.interviews.map((each) => [each.path, each]));
  const sent = [...requested.values()].map(({ path, candidate }) => ({
    email: candidate.email ?? '',
    requests: 1,
    results: resultsOf(workable.control.callbacks.filter((each) => each.path === path)),
    repeats: 0,
  }));
  const dragged = spi.candidates().map(({ id, email }) => ({
    email: email ?? '',
    ...timelineOf(spi.timeline(id), spi.member.id, triggerStage),
  }));
  return [...sent, ...dragged];
}

/** The newest link to the report that Workable has. */
function reportOf({ workable, spi }: Peers, email: string): string | undefined {
  const sent = workable.control.interviews.findLast((each) => each.candidate.email === email);
  const result = sent && workable.control.latest(sent.callbackUrl)?.results_url;
  const dragged = spi.candidates().findLast((each) => each.email === email);
  const comments = dragged ? spi.comments(dragged.id).map(({ body }) => body ?? '') : [];
  return result ?? comments.flatMap((body) => /^Report.*?: (https?:\/\/\S+)$/m.exec(body)?.[1] ?? []).at(-1);
}

function secretsIn(settings: Readonly<Record<string, string>>): Record<string, string> {
  const secret = Object.entries(settings).filter(([name]) => /TOKEN|SECRET|_KEY$/.test(name));
  return Object.fromEntries(secret);
}
