import { expect, test } from 'vitest';
import { startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import { fieldSchemas } from '../../../src/checks/vendor/fields.ts';
import { Interview } from '../../../src/vendors/http/contract.ts';
import { vendorSecrets } from './bent-vendor.ts';
import { checkBent, idsIn, quickPace, runVendorCheck } from './run.ts';

test('a vendor that keeps the contract passes every clause', async () => {
  const { code, failed, notApplicable } = await checkBent({}, { wait: '20' }, { ...quickPace, settleMs: 1_500 });
  expect({ failed, notApplicable, code }).toEqual({ failed: [], notApplicable: ['V58'], code: 0 });
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
});

test('a vendor that is not to be told of webhooks passes all others', async () => {
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

test('the candidate is told where the interview begins', async () => {
  const { errors } = await checkBent({});
  expect(errors.join('\n')).toMatch(
    /Take the interview now, at http:\/\/127\.0\.0\.1:\d+\/candidate\/check_\S+: the kit waits/,
  );
});

test('every field that the bridge reads of an interview is checked', () => {
  expect(Object.keys(Interview.shape).filter((name) => !(name in fieldSchemas))).toEqual([]);
});
