import { personOf } from '../src/interviews/person.ts';
import type { InterviewStore, VersionedInterview } from '../src/interviews/ports.ts';
import type { InterviewRecord, Origin } from '../src/interviews/record.ts';
import type { LeasedInterview } from '../src/interviews/turn.ts';
import { limits } from '../src/limits.ts';
import type { CircuitName, CircuitStates, CircuitStore, Pause } from '../src/outbox/circuits.ts';
import { firstFailedAt } from '../src/outbox/delivery.ts';
import type { ClaimStore, Lease, Schedule, SendTimes } from '../src/records.ts';
import { accountOf } from '../src/store/ids.ts';
import type { ScheduleStore } from '../src/store/schedule-store.ts';

/** The store as interviews and the scheduler need it. */
export type StorePort = InterviewStore & ClaimStore<InterviewRecord> & CircuitStore & Pick<ScheduleStore, 'newest'>;

/** A port without waiting: every call has its effect and its answer at once. */
export type Immediate<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer
    : never;
};

export type MemoryStore = {
  calls: Immediate<StorePort>;
  /** When the next work is due; undefined for none. */
  nextDueAt(account: string): number | undefined;
  /** Until when a process leases the interview; undefined when none does. */
  leasedUntil(id: string): number | undefined;
};

type Kept = VersionedInterview & {
  dueAt: number;
  sendAt: SendTimes | undefined;
};

/** Of an index; epoch ms. */
type Entry = { id: string; dueAt: number };

type Term = { token: string; until: number };

/**
 * A store in memory: test/contracts/store.ts holds it and the one in Redis to the same contract. Leases expire by the
 * given clock. Records are frozen: no code changes one.
 */
export function createMemoryStore(now: () => number, circuits: readonly string[] = ['callback']): MemoryStore {
  const interviews = new Map<string, Kept>();
  /** Which interview has an origin or a candidate's reference: `findCandidates` and `create` look here. */
  const owners = new Map<string, string>();
  /** By circuit, as the three after it. */
  const pauses = new Map<string, Pause>();
  /** Interviews with a refused token, and whether since the last success. */
  const refused = new Map<string, Map<string, boolean>>();
  /** By circuit, since its last answer. */
  const tried = new Map<string, Set<string>>();
  /** Probes of a half-open circuit, the newest last. */
  const probed = new Map<string, string[]>();
  /** By the key of the lease: of interviews and of persons. */
  const leases = new Map<string, Term>();
  let tokens = 0;

  const calls: Immediate<StorePort> = {
    create(record, schedule) {
      const origin = originKey(record.account, record.origin);
      const found = calls.read(owners.get(origin) ?? '');
      if (found) return { isNew: false, ...found };
      owners.set(origin, record.id);
      interviews.set(record.id, {
        record: frozen(record),
        version: 1,
        dueAt: schedule.dueAt,
        sendAt: undefined,
      });
      return { isNew: true, record, version: 1 };
    },

    createLeased(record, schedule, ms, key = record.candidate.email) {
      const { account, origin, candidate } = record;
      const found = calls.findByOrigin(account, origin);
      if (found) return found;
      const lease = calls.acquirePerson(account, key, ms);
      if (!lease) return undefined;
      const others = calls.findByPerson(account, candidate.email);
      const { version } = calls.create(record, schedule);
      return { record, version, turn: { lease: newLease(leaseKey(record.id), ms), person: { lease, others } } };
    },

    findByOrigin: (account, origin) => calls.read(owners.get(originKey(account, origin)) ?? ''),

    read(id) {
      const kept = interviews.get(id);
      return kept && { record: kept.record, version: kept.version };
    },

    readSurely: (id) => calls.read(id),

    save(record, version, schedule, { under, onSent } = {}) {
      onSent?.();
      const kept = interviews.get(record.id);
      const states = statesOf(record.account);
      if (under && !isLeased(under)) return { outcome: 'lost', circuits: states };
      if (kept?.version !== version) return { outcome: 'moved', circuits: states };
      own(record);
      write(kept, record, schedule);
      if (under?.ms === 0) leases.delete(under.key);
      else if (under) leases.set(under.key, { token: under.token, until: now() + under.ms });
      return { outcome: 'saved', circuits: states };
    },

    findCandidates(account, { templateId = '', externalId, email, candidateRef }) {
      return {
        byExternalId:
          externalId !== undefined && accountOf(externalId) === account ? calls.read(externalId) : undefined,
        byCandidateRef: calls.read(owners.get(candidateRefKey(account, templateId, candidateRef ?? '')) ?? ''),
        byEmail: calls.findByPerson(account, email ?? '').reverse(),
      };
    },

    acquire(id, ms) {
      const kept = interviews.get(id);
      if (!kept || isTaken(leaseKey(id))) return undefined;
      const { record, version, dueAt, sendAt } = kept;
      const schedule = { dueAt, ...(sendAt === undefined ? {} : { sendAt }) };
      return { id, record, version, schedule, lease: newLease(leaseKey(id), ms), circuits: statesOf(record.account) };
    },

    claim(account, { now: at, limit, ms, ids = [] }) {
      const { due, nextAt } = dueOf(account, at);
      const claimed: LeasedInterview[] = [];
      let isLeased = false;
      for (const id of new Set([...ids, ...due.map((entry) => entry.id)])) {
        if (claimed.length >= limit) break;
        if (interviews.get(id)?.record.account !== account) continue;
        const leased = calls.acquire(id, ms);
        if (leased) claimed.push(leased);
        isLeased = true;
      }
      const left = due.find(({ id }) => limit === 0 || !isTaken(leaseKey(id)));
      const states = statesOf(account);
      return {
        claimed,
        unreadable: [],
        circuits: states,
        leftSince: left?.dueAt,
        isLeased,
        replayAt: undefined,
        nextAt,
      };
    },

    erase({ id }, version) {
      const kept = interviews.get(id);
      if (!kept) return true;
      if (version !== undefined && version !== kept.version) return false;
      interviews.delete(id);
      leases.delete(leaseKey(id));
      const { account, origin } = kept.record;
      const shared = [originKey(account, origin), ...candidateRefKeys(kept.record)];
      for (const key of shared) if (owners.get(key) === id) owners.delete(key);
      for (const circuit of keysOf(account)) {
        refused.get(circuit)?.delete(id);
        tried.get(circuit)?.delete(id);
        probed.set(
          circuit,
          probedOf(circuit).filter((each) => each !== id),
        );
      }
      return true;
    },

    findByPerson(account, email, except) {
      const person = personOf(email);
      return keptOf(account)
        .filter(({ record }) => personOf(record.candidate.email) === person)
        .slice(-limits.interviewsOfPerson)
        .filter(({ record }) => record.id !== except)
        .map(({ record, version }) => ({ record, version }));
    },

    acquirePerson(account, email, ms) {
      const key = JSON.stringify([account, personOf(email)]);
      if (isTaken(key)) return undefined;
      return newLease(key, ms);
    },

    release(lease) {
      if (isLeased(lease)) leases.delete(lease.key);
    },

    pause(of, pause) {
      const circuit = keyOf(of);
      if (pause.reason === 'outage' && pauses.get(circuit)?.reason !== 'outage') return;
      if (pause.reason !== 'outage') endOutage(circuit);
      const running = pauses.get(circuit);
      const ends = running?.until ?? pause.until;
      const since = running?.since ?? pause.since;
      pauses.set(circuit, {
        ...pause,
        until: Math.max(ends, pause.until),
        ...(since === undefined ? {} : { since }),
        ...(running?.isProbed || pause.reason === 'token' ? { isProbed: true } : {}),
      });
    },

    beginTry(of, id, most, pause) {
      const circuit = keyOf(of);
      const running = pauses.get(circuit);
      if (running && (running.until > (pause.since ?? pause.until) || running.isProbed)) return false;
      if (!interviews.has(id)) return false;
      const ids = new Set([...(tried.get(circuit) ?? []), id]);
      tried.set(circuit, ids);
      if (ids.size < most) return true;
      tried.delete(circuit);
      forgetPause(circuit);
      pauses.set(circuit, pause);
      for (const each of ids) noteProbe(circuit, each);
      return true;
    },

    takeProbe(of, id, was, until, at) {
      const circuit = keyOf(of);
      const running = pauses.get(circuit);
      if (!running || running.until !== was.until) return false;
      if (probedOf(circuit).includes(id) && nextProbe(of, at) !== id) return false;
      pauses.set(circuit, { ...running, until });
      noteProbe(circuit, id);
      return true;
    },

    noteRefusal(of, id, most, pause, was) {
      const circuit = keyOf(of);
      endOutage(circuit);
      const running = pauses.get(circuit);
      const isOurs = running !== undefined && running.until === was?.until;
      const until = Math.max(running?.until ?? pause.until, pause.until);
      if (running?.reason === 'token') {
        if (most > 1 && isOurs && isAlone(of, id)) {
          forgetPause(circuit);
          refused.set(circuit, new Map([[id, true], ...(refused.get(circuit) ?? [])]));
          return false;
        }
        if (isOurs) pauses.set(circuit, { ...running, until, waits: pause.waits });
      } else {
        if (most === 1) refused.get(circuit)?.delete(id);
        const all = new Map([[id, true], ...(refused.get(circuit) ?? [])]);
        const least = [...all].find(([, isNew]) => !isNew)?.[0];
        if (all.size > limits.refusedOfAccount && least !== undefined) all.delete(least);
        refused.set(circuit, all);
        if (refusedOf(circuit).length < most || !all.get(id)) {
          if (isOurs) forgetPause(circuit);
          return false;
        }
        if (running?.reason === 'rate' && running.until > (pause.since ?? pause.until)) return true;
        for (const each of refusedOf(circuit)) noteProbe(circuit, each);
        pauses.set(circuit, { ...pause, until });
      }
      noteProbe(circuit, id);
      return true;
    },

    noteSuccess(of, was) {
      const circuit = keyOf(of);
      const running = pauses.get(circuit);
      for (const id of refusedOf(circuit)) refused.get(circuit)?.set(id, false);
      endOutage(circuit);
      if (running && (running.until === was?.until || running.reason === 'token')) forgetPause(circuit);
    },

    newest(account, kind, size) {
      return keptOf(account)
        .map(({ record }) => ({ id: record.id, at: kind === 'all' ? record.createdAt : firstFailedAt(record) }))
        .filter((entry): entry is { id: string; at: number } => entry.at !== undefined)
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
        .slice(-size);
    },
  };

  return {
    calls,

    nextDueAt(account) {
      const clocks = keptOf(account).map(({ dueAt }) => dueAt);
      const sends = circuits.flatMap((circuit) => {
        const of = { account, circuit };
        const { until = Number.NEGATIVE_INFINITY, isProbed = false } = pauses.get(keyOf(of)) ?? {};
        const last = isProbed ? probedOf(keyOf(of)).at(-1) : undefined;
        const free = outbox(of).filter(({ id }) => id !== last || isAlone(of, id));
        return free.map(({ dueAt }) => Math.max(dueAt, until));
      });
      return clocks.length > 0 ? Math.min(...clocks, ...sends) : undefined;
    },

    leasedUntil(id) {
      const lease = leases.get(leaseKey(id));
      return lease && lease.until > now() ? lease.until : undefined;
    },
  };

  function keysOf(account: string): string[] {
    return circuits.map((circuit) => keyOf({ account, circuit }));
  }

  function statesOf(account: string): CircuitStates {
    const states = circuits.map((circuit) => {
      const key = keyOf({ account, circuit });
      return [circuit, { pause: pauses.get(key), hasRefusals: refusedOf(key).length > 0 }] as const;
    });
    return Object.fromEntries(states);
  }

  /** Those that speak of the token. */
  function refusedOf(circuit: string): string[] {
    return [...(refused.get(circuit) ?? [])].flatMap(([id, isNew]) => (isNew ? [id] : []));
  }

  function endOutage(circuit: string): void {
    tried.delete(circuit);
    if (pauses.get(circuit)?.reason === 'outage') forgetPause(circuit);
  }

  function forgetPause(circuit: string): void {
    pauses.delete(circuit);
    probed.delete(circuit);
  }

  function probedOf(circuit: string): string[] {
    return probed.get(circuit) ?? [];
  }

  function noteProbe(circuit: string, id: string): void {
    const others = probedOf(circuit).filter((each) => each !== id);
    probed.set(circuit, [...others, id].slice(-limits.probedOfAccount));
  }

  /** As in Redis, but without parked work. */
  function nextProbe(of: CircuitName, at: number): string | undefined {
    const probes = probedOf(keyOf(of));
    const due = upTo(at, outbox(of)).map(({ id }) => id);
    const others = due.filter((id) => id !== probes.at(-1));
    const [next] = others.toSorted((a, b) => probes.indexOf(a) - probes.indexOf(b));
    return next ?? due.find((id) => isAlone(of, id));
  }

  function isAlone(of: CircuitName, id: string): boolean {
    return outbox(of).every((other) => other.id === id);
  }

  /** A candidate's reference belongs to the interview saved with it last. */
  function own(record: InterviewRecord): void {
    for (const key of candidateRefKeys(record)) owners.set(key, record.id);
  }

  function write(kept: Kept, record: InterviewRecord, schedule: Schedule): void {
    kept.record = frozen(record);
    kept.version += 1;
    kept.dueAt = schedule.dueAt;
    kept.sendAt = schedule.sendAt;
    for (const circuit of circuits) {
      if (schedule.sendAt?.[circuit] === undefined) {
        refused.get(keyOf({ account: record.account, circuit }))?.delete(record.id);
      }
    }
  }

  function newLease(key: string, ms: number): Lease {
    tokens += 1;
    const token = String(tokens);
    leases.set(key, { token, until: now() + ms });
    return { key, token };
  }

  function isTaken(key: string): boolean {
    return (leases.get(key)?.until ?? Number.NEGATIVE_INFINITY) > now();
  }

  function isLeased({ key, token }: Lease): boolean {
    return isTaken(key) && leases.get(key)?.token === token;
  }

  function keptOf(account: string): Kept[] {
    return [...interviews.values()].filter(({ record }) => record.account === account);
  }

  /** What may be claimed, of clocks and each circuit's deliveries by turns, and when anything else may. */
  function dueOf(account: string, at: number): { due: Entry[]; nextAt: number } {
    const clocks = keptOf(account).map(({ record: { id }, dueAt }) => ({ id, dueAt }));
    const all = [clocks, ...circuits.map((circuit) => sendsOf({ account, circuit }, at))];
    const due = all.map((entries) => upTo(at, entries));
    const turns = Array.from({ length: Math.max(...due.map(({ length }) => length)) }, (_, i) =>
      due.flatMap((entries) => entries[i] ?? []),
    );
    return { due: turns.flat(), nextAt: soonestOf(all.flat().filter(({ dueAt }) => dueAt > at)) };
  }

  /** With since when they may go out: what is due waits for its circuit, and is let out by it. */
  function sendsOf(of: CircuitName, at: number): Entry[] {
    const pause = pauses.get(keyOf(of));
    if (!pause) return outbox(of);
    const next = pause.isProbed ? nextProbe(of, at) : undefined;
    return outbox(of)
      .filter(({ id, dueAt }) => !pause.isProbed || pause.until > at || id === next || dueAt > at)
      .map((entry) => ({ ...entry, dueAt: Math.max(entry.dueAt, pause.until) }));
  }

  function outbox({ account, circuit }: CircuitName): Entry[] {
    return keptOf(account).flatMap(({ record: { id }, sendAt }) => {
      const dueAt = sendAt?.[circuit];
      return dueAt === undefined ? [] : [{ id, dueAt }];
    });
  }
}

function upTo(at: number, times: Entry[]): Entry[] {
  return times.filter(({ dueAt }) => dueAt <= at).sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

function soonestOf(times: readonly Entry[]): number {
  return Math.min(...times.map(({ dueAt }) => dueAt));
}

function keyOf({ account, circuit }: CircuitName): string {
  return `${account} ${circuit}`;
}

function leaseKey(id: string): string {
  return `interview ${id}`;
}

function originKey(account: string, { door, key }: Origin): string {
  return `${account} ${door} ${key}`;
}

function candidateRefKey(account: string, templateId: string, candidateRef: string): string {
  return JSON.stringify([account, templateId, candidateRef]);
}

function candidateRefKeys(record: InterviewRecord): string[] {
  return record.candidateRefs.map((each) => candidateRefKey(record.account, record.templateId, each));
}

/** Records of successive versions share most of their parts, and what is frozen is so for good. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** The same port for those who wait for its answers. */
export function waitingFor<Port>(calls: Immediate<Port>): Port {
  const methods = Object.entries<(...args: never[]) => unknown>(calls);
  return Object.fromEntries(methods.map(([name, call]) => [name, async (...args: never[]) => call(...args)])) as Port;
}
