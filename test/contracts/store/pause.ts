import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Pause } from '../../../src/outbox/circuits.ts';
import { later, longMs, type StoreInUse, t0 } from './given.ts';

export function describePause(used: StoreInUse): void {
  describe('a pause', () => {
    const first: Pause = { until: t0 + 10, reason: 'rate', waits: 1 };

    const rest: Pause = { until: t0 + 11, reason: 'outage', waits: 1 };
    const probed: Pause = { until: t0, reason: 'rate', waits: 1, since: t0 - 10, isProbed: true };

    async function pauseNow(): Promise<Pause | undefined> {
      return (await used.leased(await used.created())).circuits.callback?.pause;
    }

    test('is there once started, for its account only', async () => {
      expect(await pauseNow()).toBeUndefined();
      await used.store.pause(used.circuit, first);
      expect(await pauseNow()).toEqual(first);
      used.account = `${used.account}-2`;
      expect(await pauseNow()).toBeUndefined();
    });

    test.each<[string, Pause, Pause]>([
      ['grows longer', { until: t0 + 11, reason: 'rate', waits: 2 }, { until: t0 + 11, reason: 'rate', waits: 2 }],
      ['grows no shorter', { until: t0 + 9, reason: 'rate', waits: 2 }, { until: t0 + 10, reason: 'rate', waits: 2 }],
      [
        'takes a new reason, and ends no sooner',
        { until: t0 + 9, reason: 'token', waits: 2 },
        { until: t0 + 10, reason: 'token', waits: 2, isProbed: true },
      ],
      ['stays what it is', { until: t0 + 9, reason: 'outage', waits: 1 }, first],
      ['gives way to no longer rest', rest, first],
    ])('%s', async (_, next, expected) => {
      await used.store.pause(used.circuit, first);
      await used.store.pause(used.circuit, next);
      expect(await pauseNow()).toEqual(expected);
    });

    test('keeps since when it lasts, and that one goes out at a time, until it ends', async () => {
      await used.store.pause(used.circuit, probed);
      const longer: Pause = { until: t0 + 20, reason: 'rate', waits: 2, since: t0 };
      await used.store.pause(used.circuit, longer);
      expect(await pauseNow()).toEqual({ ...longer, since: t0 - 10, isProbed: true });
      await used.store.pause(used.circuit, { ...rest, until: t0 + 30 });
      expect(await pauseNow()).toMatchObject({ reason: 'rate' });
    });
  });

  describe('where one goes out at a time', () => {
    const pause: Pause = { until: t0, reason: 'rate', waits: 1, since: t0 - 10, isProbed: true };
    let at: number;

    /** Interviews with something to send, the first longest due. */
    async function waiting(count: number, dueAt = (i: number) => t0 - 100 + i): Promise<string[]> {
      await used.store.pause(used.circuit, pause);
      at = t0;
      const ids: string[] = [];
      for (let i = 0; i < count; i += 1) {
        const record = await used.created();
        await used.store.save(record, 1, { ...later, sendAt: { callback: dueAt(i) } });
        ids.push(record.id);
      }
      return ids;
    }

    async function outbox(): Promise<string[]> {
      return (await used.claimable(at)).map(({ record: { id } }) => id);
    }

    function take(id: string | undefined, change: Partial<Pause> = {}): Promise<boolean> {
      const was = { ...pause, until: at, ...change };
      return used.store.takeProbe(used.circuit, id ?? '', was, at + 1, at);
    }

    /** Whoever is next goes out; the wait after it ends. */
    async function takeNext(): Promise<string | undefined> {
      const [id] = await outbox();
      if (id !== undefined) {
        expect(await take(id)).toBe(true);
        at += 1;
      }
      return id;
    }

    test('no delivery is due until the wait is over, then the next one alone', async () => {
      const [a] = await waiting(3);
      at = t0 - 1;
      expect(await outbox()).toEqual([]);
      at = t0;
      expect(await outbox()).toEqual([a]);
    });

    test('all have their turn, one after the other, and again', async () => {
      const [a, b, c] = await waiting(3);
      const turns = [];
      for (let i = 0; i < 7; i += 1) turns.push(await takeNext());
      expect(turns).toEqual([a, b, c, a, b, c, a]);
    });

    test('who comes new is before those who have had their turn', async () => {
      const [a, b] = await waiting(2);
      expect([await takeNext(), await takeNext()]).toEqual([a, b]);
      const [c] = await waiting(1, () => t0);
      at = t0 + 2;
      expect([await takeNext(), await takeNext()]).toEqual([c, a]);
    });

    test('who had the last turn has no other while somebody else waits, even for a later time', async () => {
      const [a, b] = await waiting(2, (i) => t0 + 5 * i);
      expect([await takeNext(), await takeNext()]).toEqual([a, undefined]);
      expect(await take(a)).toBe(false);
      at = t0 + 5;
      expect(await outbox()).toEqual([b]);
    });

    test('who waits alone has turn after turn', async () => {
      const [a] = await waiting(1);
      expect([await takeNext(), await takeNext(), await takeNext()]).toEqual([a, a, a]);
    });

    test('who has had no turn may take one whoever is next, one who has had one may not', async () => {
      const [a, b, c] = await waiting(3);
      expect(await takeNext()).toBe(a);
      expect([await take(a), await take(c)]).toEqual([false, true]);
      at += 1;
      expect([await take(a), await take(b)]).toEqual([false, true]);
    });

    test('one of many at once goes out', async () => {
      const ids = await waiting(20);
      const taken = await Promise.all(ids.map((id) => take(id)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await pauseOf(ids[0])).toEqual({ ...pause, until: t0 + 1 });
    });

    test('nobody goes out by a pause that has changed meanwhile, or has ended', async () => {
      const [a] = await waiting(1);
      expect(await take(a, { until: t0 - 1 })).toBe(false);
      await used.store.noteSuccess(used.circuit, pause);
      expect(await take(a)).toBe(false);
    });

    test('who is erased stands in nobody’s way', async () => {
      const [a, b] = await waiting(2);
      expect([await takeNext(), await takeNext()]).toEqual([a, b]);
      await used.store.erase((await used.store.read(a ?? ''))?.record ?? expect.fail('it is gone'));
      expect(await takeNext()).toBe(b);
    });

    test('of more than are remembered each has its turn before any has its second', async () => {
      const ids = await waiting(limits.probedOfAccount + 1);
      for (const id of [...ids, ids[0], ids[1]]) expect(await takeNext()).toBe(id);
    });
  });

  describe('an outage', () => {
    const pause: Pause = { until: t0 + 10, reason: 'outage', waits: 1, since: t0, isProbed: true };
    const ids = new Map<string, string>();
    const idOf = async (name: string) => {
      const key = `${used.account} ${name}`;
      if (!ids.has(key)) ids.set(key, (await used.created()).id);
      return ids.get(key) ?? '';
    };
    const begin = async (name: string, change: Partial<Pause> = {}) =>
      used.store.beginTry(used.circuit, await idOf(name), 3, { ...pause, ...change });
    const pauseNow = async () => (await used.leased(await used.created())).circuits.callback?.pause;

    test('opens the circuit with the third that is tried, and none is tried then', async () => {
      expect([await begin('a'), await begin('b')]).toEqual([true, true]);
      expect(await pauseNow()).toBeUndefined();
      expect(await begin('c')).toBe(true);
      expect(await pauseNow()).toEqual(pause);
      expect([await begin('a'), await begin('d'), await begin('d', { since: t0 + 20, until: t0 + 30 })]).toEqual([
        false,
        false,
        false,
      ]);
    });

    test('counts each once, and for its circuit alone', async () => {
      expect([await begin('a'), await begin('a'), await begin('a'), await begin('b')]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(await used.store.beginTry({ ...used.circuit, circuit: 'other' }, await idOf('c'), 3, pause)).toBe(true);
      expect(await pauseNow()).toBeUndefined();
    });

    test('takes the place of a rate limit that is over, and of no other', async () => {
      await used.store.pause(used.circuit, { until: t0 + 5, reason: 'rate', waits: 1 });
      expect(await begin('a')).toBe(false);
      const at = { since: t0 + 6, until: t0 + 16 };
      for (const id of ['a', 'b', 'c']) expect(await begin(id, at)).toBe(true);
      expect(await pauseNow()).toEqual({ ...pause, ...at });
    });

    test('lasts longer with each probe, and opens nothing that was closed meanwhile', async () => {
      const longer: Pause = { ...pause, until: t0 + 40, waits: 2 };
      await used.store.pause(used.circuit, longer);
      expect(await pauseNow()).toBeUndefined();
      for (const id of ['a', 'b', 'c']) await begin(id);
      await used.store.pause(used.circuit, longer);
      expect(await pauseNow()).toEqual({ ...longer, since: t0 });
    });

    test.each<[what: string, answer: () => Promise<unknown>, left: Partial<Pause> | undefined]>([
      ['a success', () => used.store.noteSuccess(used.circuit, undefined), undefined],
      [
        'a refused token',
        () => used.store.noteRefusal(used.circuit, 'x', 3, { ...pause, reason: 'token' }, undefined),
        undefined,
      ],
      [
        'a rate limit',
        () => used.store.pause(used.circuit, { until: t0 + 5, reason: 'rate', waits: 1 }),
        { until: t0 + 5, reason: 'rate', waits: 1 },
      ],
    ])('ends with %s, and counts anew', async (_, answer, left) => {
      for (const id of ['a', 'b', 'c']) await begin(id);
      await answer();
      expect(await pauseNow()).toEqual(left);
      const at = { since: t0 + 6, until: t0 + 16 };
      expect([await begin('d', at), await begin('e', at)]).toEqual([true, true]);
      expect(await pauseNow()).toEqual(left);
      await answer();
      expect([await begin('f', at), await begin('g', at)]).toEqual([true, true]);
      expect(await pauseNow()).toEqual(left);
    });

    test('those that were tried have had their turn: another is the next probe', async () => {
      for (const name of ['a', 'b', 'c', 'd']) {
        const { record } = (await used.store.read(await idOf(name))) ?? expect.fail('it is gone');
        await used.store.save(record, 1, { ...later, sendAt: { callback: t0 } });
        if (name !== 'd') await begin(name);
      }
      const take = async (name: string) =>
        used.store.takeProbe(used.circuit, await idOf(name), pause, t0 + 20, t0 + 10);
      expect([await take('a'), await take('d')]).toEqual([false, true]);
    });

    test('counts none that was erased', async () => {
      expect([await begin('a'), await begin('b')]).toEqual([true, true]);
      const { record } = (await used.store.read(await idOf('a'))) ?? expect.fail('it is gone');
      await used.store.erase(record);
      expect([await begin('a'), await begin('c')]).toEqual([false, true]);
      expect(await pauseNow()).toBeUndefined();
    });
  });

  describe('a refused token', () => {
    const pause: Pause = { until: t0 + 10, reason: 'token', waits: 1, since: t0, isProbed: true };
    const refuse = (id: string, change: Partial<Pause> = {}, was?: Pause) =>
      used.store.noteRefusal(used.circuit, id, 3, { ...pause, ...change }, was);

    async function toSend(...ids: string[]): Promise<void> {
      for (const id of ids) {
        const { record, version } = (await used.store.read(id)) ?? expect.fail('it is gone');
        await used.store.save(record, version, { ...later, sendAt: { callback: t0 } });
      }
    }

    async function three(): Promise<[string, string, string]> {
      const ids = [await used.created(), await used.created(), await used.created()].map(({ id }) => id);
      return ids as [string, string, string];
    }

    test('makes the account wait at the third interview, and is seen from the first on', async () => {
      const [a, b, c] = await three();
      expect([await refuse(a), await refuse(b)]).toEqual([false, false]);
      expect(await seen(c)).toEqual({ pause: undefined, hasRefusals: true });
      expect(await refuse(c)).toBe(true);
      expect(await seen(c)).toEqual({ pause, hasRefusals: true });
    });

    test('counts each interview once, for its account only, and none that is erased', async () => {
      const [a, b, c] = await three();
      expect([await refuse(a), await refuse(a), await refuse(a), await refuse(b)]).toEqual([
        false,
        false,
        false,
        false,
      ]);
      await used.store.erase((await used.store.read(a))?.record ?? expect.fail('it is gone'));
      expect(await refuse(c)).toBe(false);
      const other = await used.store.noteRefusal(
        { ...used.circuit, account: `${used.account}-2` },
        'x',
        3,
        pause,
        undefined,
      );
      expect(other).toBe(false);
    });

    test('counts none whose delivery has ended', async () => {
      const [a, b, c] = await three();
      for (const id of [a, b]) await refuse(id);
      const found = (await used.store.read(a)) ?? expect.fail('it is gone');
      await used.store.save(found.record, found.version, later);
      expect(await refuse(c)).toBe(false);
      expect(await refuse(a)).toBe(true);
    });

    test('counts none from before a success', async () => {
      const [a, b, c] = await three();
      expect([await refuse(a), await refuse(b)]).toEqual([false, false]);
      await used.store.noteSuccess(used.circuit, undefined);
      expect(await refuse(c)).toBe(false);
      expect(await seen(a)).toEqual({ pause: undefined, hasRefusals: true });
    });

    test('counts none again that was refused before a success, and any other as ever', async () => {
      const [a, b, c] = await three();
      for (const id of [a, b, c]) await refuse(id);
      await used.store.noteSuccess(used.circuit, pause);
      expect([await refuse(a), await refuse(b), await refuse(c)]).toEqual([false, false, false]);
      expect(await seen(a)).toEqual({ pause: undefined, hasRefusals: false });
      const [d, e, f] = await three();
      expect([await refuse(d), await refuse(a), await refuse(e), await refuse(f)]).toEqual([false, false, false, true]);
    });

    test.each([
      [0, false],
      [3, true],
    ])('remembers so many from before a success, and of %i more some count again', async (more, isWaiting) => {
      const ids = [];
      for (let i = 0; i < limits.refusedOfAccount + more; i += 1) ids.push((await used.created()).id);
      for (const id of ids) {
        await refuse(id);
        await used.store.noteSuccess(used.circuit, undefined);
      }
      const answers = [];
      for (const id of ids) answers.push(await refuse(id));
      expect(answers.includes(true)).toBe(isWaiting);
    });

    test('prolongs the wait when it was the probe, and else changes nothing of it', async () => {
      const [a, b, c] = await three();
      for (const id of [a, b, c]) await refuse(id);
      await toSend(a, b);
      expect(await refuse(a, { until: t0 + 20, waits: 1 })).toBe(true);
      expect(await seen(a)).toMatchObject({ pause });
      expect(await refuse(a, { until: t0 + 20, waits: 2, since: t0 + 5 }, pause)).toBe(true);
      expect(await seen(a)).toMatchObject({ pause: { ...pause, until: t0 + 20, waits: 2 } });
    });

    test('ends its wait with a probe that waits alone, which speaks of itself from then on', async () => {
      const [a, b, c] = await three();
      for (const id of [a, b, c]) await refuse(id);
      await toSend(c);
      expect(await refuse(c)).toBe(true);
      for (const id of [a, b]) await used.store.erase((await used.store.read(id))?.record ?? expect.fail('it is gone'));
      expect(await refuse(c, { until: t0 + 20, waits: 2 }, pause)).toBe(false);
      expect(await seen(c)).toEqual({ pause: undefined, hasRefusals: true });
      const [d, e] = await three();
      expect([await refuse(d), await refuse(e)]).toEqual([false, true]);
    });

    test('that is certainly wrong makes the account wait at the first interview, and again after a success', async () => {
      const [a] = await three();
      const certain = (change: Partial<Pause> = {}, was?: Pause) =>
        used.store.noteRefusal(used.circuit, a, 1, { ...pause, ...change }, was);
      expect(await certain()).toBe(true);
      expect(await seen(a)).toEqual({ pause, hasRefusals: true });
      await used.store.noteSuccess(used.circuit, pause);
      expect(await seen(a)).toEqual({ pause: undefined, hasRefusals: false });
      expect(await certain()).toBe(true);
      expect(await seen(a)).toEqual({ pause, hasRefusals: true });
    });

    test('that is certainly wrong goes on with a probe that waits alone', async () => {
      const [a] = await three();
      await toSend(a);
      const next: Pause = { ...pause, until: t0 + 20, waits: 2, since: t0 + 10 };
      expect(await used.store.noteRefusal(used.circuit, a, 1, pause, undefined)).toBe(true);
      expect(await used.store.noteRefusal(used.circuit, a, 1, next, pause)).toBe(true);
      expect(await seen(a)).toMatchObject({ pause: { ...pause, until: t0 + 20, waits: 2 } });
    });

    test('is first tried with somebody it was not refused for', async () => {
      const [a, b, c] = await three();
      const fresh = await used.created();
      await toSend(a, b, c, fresh.id);
      for (const id of [a, b, c]) await refuse(id);
      expect((await used.claimable(t0 + 10)).map(({ record: { id } }) => id)).toEqual([fresh.id]);
    });

    test('of one interview ends the wait that it was the probe of, and no other', async () => {
      const [a, b] = await three();
      const rate: Pause = { until: t0, reason: 'rate', waits: 1, since: t0, isProbed: true };
      await used.store.pause(used.circuit, rate);
      expect(await refuse(a)).toBe(false);
      expect(await seen(a)).toEqual({ pause: rate, hasRefusals: true });
      expect(await refuse(b, {}, rate)).toBe(false);
      expect(await seen(a)).toEqual({ pause: undefined, hasRefusals: true });
    });

    test.each<[string, Pause, Pause | undefined, boolean]>([
      ['the wait for the token', pause, undefined, true],
      [
        'the wait that it was let out of',
        { until: t0, reason: 'rate', waits: 1 },
        { until: t0, reason: 'rate', waits: 1 },
        true,
      ],
      ['no wait that began meanwhile', { until: t0, reason: 'rate', waits: 1 }, undefined, false],
      [
        'no wait that has changed',
        { until: t0, reason: 'rate', waits: 1 },
        { until: t0 - 1, reason: 'rate', waits: 1 },
        false,
      ],
    ])('is forgotten by a success, which ends %s', async (_, running, was, isOver) => {
      const [a] = await three();
      await refuse(a);
      await used.store.pause(used.circuit, running);
      await used.store.noteSuccess(used.circuit, was);
      expect(await seen(a)).toEqual({ pause: isOver ? undefined : running, hasRefusals: false });
    });
  });

  async function seen(id: string) {
    const leased = await used.store.acquire(id, longMs);
    const { lease, circuits } = leased ?? expect.fail('another process has the interview');
    await used.store.release(lease);
    return circuits.callback;
  }

  async function pauseOf(id = ''): Promise<Pause | undefined> {
    return (await seen(id))?.pause;
  }
}
