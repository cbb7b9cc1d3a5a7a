import { createMemoryStore } from '../../../testing/memory-store.ts';
import { createCalls } from './calls.ts';
import { createCandidates } from './candidates.ts';
import type { Draw } from './draw.ts';
import { checkGrounds } from './grounds.ts';
import { drawPolicy } from './policies.ts';
import { accountName, type BridgeProcess, type Peers, startProcess } from './process.ts';
import { type Broken, type Counts, noCounts, type Stage } from './stage.ts';
import { createVendor, type Said, type Sitting } from './vendor.ts';
import { createWorkable } from './workable.ts';

/** A create request of Workable, sent as often as the scheduler likes. */
export type Request = {
  callbackUrl: string;
  templateId: string;
  email: string;
  /** Infinity until it was sent. */
  firstSentAt: number;
  /** The answer. */
  ids: Set<string>;
};

/**
 * The state of an attempt that counts: of those that the bridge has accepted, the furthest, and of these the newest;
 * and when the attempt was first sent.
 */
export type Known = { sitting: Sitting; said: Said; firstSentAtByVendor: number };

export type Life = Peers & {
  candidates: ReturnType<typeof createCandidates>;
  stage: Stage;
  calls: ReturnType<typeof createCalls>;
  processes: BridgeProcess[];
  requests: Request[];
  known: Map<string, Known>;
  /** The first broken promise. */
  broken: () => Broken | undefined;
};

export const t0 = Date.UTC(2026, 0, 1);
const callbackUrls = ['callback 1', 'callback 2', 'callback 3', 'callback 4'];

export function beginLife(draw: Draw, log: (happening: () => string, at: number) => void): Life {
  let broken: Broken | undefined;
  const counts: Counts = noCounts();
  const troubles = draw.below(32);
  const stage: Stage = {
    now: t0,
    draw,
    policy: drawPolicy(draw),
    moods: {
      workableFails: (troubles & 1) > 0,
      barred: new Set(callbackUrls.slice(0, draw.oneIn(4) ? 1 + draw.below(3) : 0)),
      tokenFailsMs: draw.oneIn(6) ? draw.pick([3_000, 60_000, 6 * 3_600_000]) : 0,
      vendorFails: (troubles & 2) > 0,
      storeFails: (troubles & 4) > 0,
      vendorHints: draw.oneIn(2) ? draw.pick(['one', 'list']) : undefined,
      vendorForgets: (troubles & 8) > 0,
      vendorIsStrange: (troubles & 16) > 0 && draw.oneIn(4),
      vendorStaysSilent: draw.oneIn(8),
    },
    isCalm: false,
    isRepaired: false,
    counts,
    erased: new Set(),
    askedFor: new Map(),
    log: (happening) => log(happening, stage.now),
    break(promise, details) {
      broken ??= { promise, details };
      stage.log(() => `BROKEN: ${promise}: ${details}`);
    },
  };
  const calls = createCalls(stage);
  const wakeUps: string[] = [];
  const store = createMemoryStore(() => stage.now);
  const requests = requestsOf(draw);
  const vendor = createVendor(stage);
  const workable = createWorkable(stage, (callbackUrl, taken) => {
    const request = requests.find((each) => each.callbackUrl === callbackUrl);
    if (request && !stage.erased.has(callbackUrl)) checkGrounds(stage, vendor, request, taken);
  });
  const peers: Peers = { store, vendor, workable, wakeUps };
  const names = ['p1', 'p2', 'p3'].slice(0, 1 + draw.below(3));
  return {
    ...peers,
    candidates: createCandidates(stage, vendor),
    stage,
    calls,
    processes: names.map((name) => startProcess(name, stage, calls, peers)),
    requests,
    known: new Map(),
    broken: () => broken,
  };
}

/** Of one or two persons, neither twice at the same template: its attempts could not be matched. */
function requestsOf(draw: Draw): Request[] {
  const places = [
    ['ana', 't1'],
    ['ana', 't2'],
    ['eve', 't1'],
    ['eve', 't2'],
  ] as const;
  return places.slice(0, 1 + draw.below(places.length)).map(([email, templateId], i) => ({
    callbackUrl: callbackUrls[i] ?? '',
    templateId,
    email,
    firstSentAt: Number.POSITIVE_INFINITY,
    ids: new Set(),
  }));
}

export function isSent({ firstSentAt }: Request): boolean {
  return Number.isFinite(firstSentAt);
}

export function isInvited(vendor: Peers['vendor'], { email, templateId }: Request): boolean {
  return vendor.persons.get(email)?.templates.has(templateId) ?? false;
}

/** The newest first, as many as a life can have. */
export function allIds({ store }: Peers): string[] {
  return store.calls.newest(accountName, 'all', 20).map(({ id }) => id);
}
