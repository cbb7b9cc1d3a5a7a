import { expect, test } from 'vitest';
import { SpiError } from '../../../../src/workable/api/spi-error.ts';
import { createGate } from '../../../../src/workable/stages/destinations/gate.ts';
import type { ParkedPlace } from '../../../../src/workable/stages/parking.ts';
import { unlimited } from '../../../../testing/unlimited.ts';

const place = { job: 'DEV1', destinationId: 'comments' };

function given() {
  const noted: [string, ParkedPlace, boolean][] = [];
  let now = 0;
  let isRefused = true;
  const gate = createGate({
    account: 'acme',
    member: 'bot@acme.test',
    now: () => now,
    parking: {
      async refuse(_account, where, { isCertain = false }) {
        noted.push(['refused', where, isCertain]);
        return now + 1000;
      },
      isRefused: async () => isRefused,
      allow: async (_account, where) => void noted.push(['allowed', where, false]),
    },
  });
  let calls = 0;
  const run = (fails?: SpiError) =>
    gate.run(place, unlimited.signal, async () => {
      calls += 1;
      if (fails) throw fails;
      return undefined;
    });
  return {
    run,
    noted,
    calls: () => calls,
    later(ms: number): void {
      now += ms;
    },
    openElsewhere(): void {
      isRefused = false;
    },
  };
}

const forbidden = new SpiError('forbidden', 'Workable refused it', { status: 403 });

test('one write goes at a time until the first succeeds, and a refusal holds back the others', async () => {
  const { run, noted, calls } = given();
  const results = await Promise.all([run(forbidden), run(forbidden), run()]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['postponed', 'postponed', 'postponed']);
  expect([calls(), noted]).toEqual([1, [['refused', place, false]]]);
});

test('after the wait the next one goes, and a success lets all through', async () => {
  const { run, noted, calls, later } = given();
  await run(forbidden);
  later(1000);
  const results = await Promise.all([run(), run(), run()]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);
  expect([calls(), noted.map(([what]) => what)]).toEqual([4, ['refused', 'allowed']]);
});

test('what is no 403 of Workable is certain', async () => {
  const { run, noted } = given();
  await run(new SpiError('forbidden', 'WORKABLE_MEMBER is no active member of this account'));
  expect(noted).toEqual([['refused', place, true]]);
});

test('another failure neither opens nor closes the way', async () => {
  const { run, noted } = given();
  expect(await run(new SpiError('unclear', 'Workable did not answer'))).toMatchObject({ outcome: 'try-again' });
  expect(noted).toEqual([]);
});

test('what another process has opened is open here at once', async () => {
  const { run, calls, openElsewhere } = given();
  await run(forbidden);
  openElsewhere();
  expect(await run()).toMatchObject({ outcome: 'acknowledged' });
  expect(calls()).toBe(2);
});
