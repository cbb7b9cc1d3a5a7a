import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerClauses } from '../../../src/checks/provider/check-provider.ts';
import { secrets } from '../../../testing/secrets.ts';
import { openBentProvider } from './bent-provider.ts';
import { faults, refusingAll } from './provider-faults.ts';

let provider: Awaited<ReturnType<typeof openBentProvider>>;
let callbackTokenFile: string;
beforeAll(async () => {
  provider = await openBentProvider();
  callbackTokenFile = join(await mkdtemp(join(tmpdir(), 'bridge-check-')), 'token');
  await writeFile(callbackTokenFile, secrets.callbackToken);
});
afterAll(() => provider.close());

const ids = providerClauses.flatMap(({ clauses }) => clauses.map(({ id }) => id));
/** Here the wait goes by until its end. */
const silent = ['P80', 'P84'];

test('the bridge passes every clause', async () => {
  const { code, failed, notApplicable } = await provider.run({}, { callbackTokenFile });
  expect({ failed, notApplicable, code }).toEqual({ failed: [], notApplicable: [], code: 0 });
});

test('every clause has a planted fault', () => {
  expect(Object.keys(faults).sort()).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(Object.entries(faults))('the fault planted for %s is found', async (id, bend) => {
  const wait = silent.includes(id) ? '3' : '10';
  const { code, failed } = await provider.run(bend, { callbackTokenFile, wait, only: id });
  expect({ code, failed }).toEqual({ code: 1, failed: [id] });
});

test.each([
  [502, []],
  [503, []],
  [500, ['P114']],
  [504, ['P114']],
])('a create that is answered %i breaks %j of the clauses about errors', async (status, broken) => {
  const { failed } = await provider.run(refusingAll(status), { only: 'P111,P112,P114' });
  expect(failed).toEqual(broken);
});
