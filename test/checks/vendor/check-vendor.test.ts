import { expect, test } from 'vitest';
import { startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import type { VendorCheckOptions } from '../../../src/checks/vendor/check-vendor.ts';
import { fieldSchemas } from '../../../src/checks/vendor/fields.ts';
import { Interview } from '../../../src/vendors/http/contract.ts';
import { type Bend, vendorSecrets } from './bent-vendor.ts';
import { checkBent, idsIn, quickPace, runVendorCheck } from './run.ts';

test('a vendor that keeps the contract passes every clause', async () => {
  const { text, ...ran } = await checkBent({}, { wait: '20' }, { ...quickPace, settleMs: 1_500 });
  const { code, failed, notApplicable } = ran;
  expect({ failed, notApplicable, code }).toEqual({ failed: [], notApplicable: ['V58'], code: 0 });
  expect(text).not.toContain('Not checked yet');
});

test.each([
  ['lenient', true, []],
  ['strict', false, ['V42', 'V44']],
])('the sandbox vendor is right where it is not strict: %s', async (_, isLenient, wrong) => {
  const vendor = await startHttpVendor({ token: vendorSecrets.token, webhookSecret: vendorSecrets.secret });
  vendor.control.isLenient = isLenient;
  const ran = await runVendorCheck({ url: vendor.url, json: true });
  await vendor.close();
  expect(idsIn(ran).failed).toEqual(wrong);
  // Without options, as it is first run.
  expect(JSON.parse(ran.text).notes.slice(1)).toEqual([
    expect.stringMatching(/^Not checked yet: results\. Add --wait 600/),
    expect.stringMatching(/^Not checked yet: webhooks\. Add --notify-url/),
  ]);
});

test('a vendor whose webhooks are not checked passes all others', async () => {
  const { code, failed, notApplicable } = await checkBent({}, { notifyUrl: undefined, webhookSecretFile: undefined });
  const webhooks = ['V90', 'V91', 'V92', 'V93', 'V94', 'V95', 'V96', 'V97', 'V98'];
  expect({ failed, code }).toEqual({ failed: [], code: 0 });
  expect(notApplicable).toEqual(expect.arrayContaining(webhooks));
});

test('a vendor with one template and no DELETE passes what applies to it', async () => {
  const { code, failed, notApplicable } = await checkBent({
    answer(answer, { method, path }) {
      if (path === '/templates' && answer.status === 200) answer.body.templates.length = 1;
      if (method === 'DELETE') Object.assign(answer, { status: 405, body: { message: 'No' } });
    },
  });
  expect({ failed, code }).toEqual({ failed: [], code: 0 });
  expect(notApplicable).toEqual(['V28', 'V58', 'V100', 'V101', 'V102', 'V103', 'V104']);
});

/** As a server without the route answers. */
const pushOnly: Bend = {
  isPushOnly: true,
  answer(answer, { method, path }) {
    if (method !== 'GET' || !path.startsWith('/interviews/')) return;
    Object.assign(answer, { status: 405, body: { message: 'Not served' } });
  },
};
const needAnAnswer = ['V34', 'V47', 'V50', 'V51', 'V52', 'V53', 'V54', 'V58', 'V97', 'V98', 'V101', 'V104', 'V110'];

test('a vendor that is push only passes what applies to it, and is never asked', async () => {
  const { code, failed, notApplicable, seen } = await checkBent(pushOnly, { ask: false });
  expect({ failed, code, notApplicable }).toEqual({ failed: [], code: 0, notApplicable: needAnAnswer });
  const asked = seen.filter(({ method, path }) => method === 'GET' && path.startsWith('/interviews/'));
  expect(asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test('what a vendor that is push only sends is checked', async () => {
  const bend: Bend = {
    ...pushOnly,
    interview(told, step) {
      if (step === 4) Object.assign(told, { summary: undefined, score: { value: '78', max: 100 } });
    },
  };
  expect((await checkBent(bend, { ask: false })).failed).toEqual(['V57', 'V62']);
  const silent = await checkBent({ ...pushOnly, pushes: 'never' }, { ask: false, wait: '1' });
  expect(silent.failed).toEqual(['V90']);
});

test('an interview to read and no asking is wrong use', async () => {
  const { code, errors } = await runVendorCheck({ url: 'http://127.0.0.1:9', ask: false, interview: '1' });
  expect({ code, errors }).toEqual({
    code: 2,
    errors: ['--interview is read by asking: leave it out, or leave out --no-ask'],
  });
});

test('the kit takes back what it made', async () => {
  const { seen, clauses } = await checkBent({});
  const made = new Set(seen.filter(({ method }) => method === 'PUT').map(({ path }) => path));
  const withdrawn = new Set(seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path));
  expect(clauses.length).toBeGreaterThan(90);
  expect(made.size).toBeGreaterThan(15);
  const refused = [...made].filter((path) => !withdrawn.has(path));
  // Those that were never accepted: unknown templates, bodies that are no invitation, a call without a token.
  expect(refused.length).toBeLessThan(made.size / 2);
});

test('the report names where the interview begins', async () => {
  const { errors } = await checkBent({});
  expect(errors.join('\n')).toMatch(
    /Take the interview now, at http:\/\/127\.0\.0\.1:\d+\/candidate\/check_\S+: the kit waits/,
  );
});

test('an address of this machine is listened at, without --port', async () => {
  const { failed, passed } = await checkBent({}, { port: undefined });
  expect(failed).toEqual([]);
  expect(passed).toContain('V90');
});

test('the kit says what became of the interviews that it made', async () => {
  const said = async (bend: Bend, options: Partial<VendorCheckOptions> = {}) =>
    JSON.parse((await checkBent(bend, { wait: '0', ...options })).text).notes;
  expect(await said({}, { only: 'V20' })).toEqual([
    'The kit made 1 interview at the vendor (an id begins with "check_"); 1 withdrawn',
  ]);
  expect(await said({ steps: [{ status: 'completed' }] }, { only: 'V20,V30,V50' })).toEqual([
    'The kit made 3 interviews at the vendor (an id begins with "check_"); 1 completed, which can no longer be withdrawn (409); 2 withdrawn',
  ]);
  const noDelete: Bend = {
    answer(answer, { method }) {
      if (method === 'DELETE') Object.assign(answer, { status: 405, body: { message: 'No' } });
    },
  };
  expect(await said(noDelete, { only: 'V20' })).toEqual([
    'The kit made 1 interview at the vendor (an id begins with "check_"); 1 could not be withdrawn; 0 withdrawn',
  ]);
});

test('every field that the bridge reads of an interview is checked', () => {
  expect(Object.keys(Interview.shape).filter((name) => !(name in fieldSchemas))).toEqual([]);
});
