import { expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Template, Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { limits } from '../../src/limits.ts';
import { listTemplatesCached } from '../../src/vendors/templates.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { policy } from '../interviews/given.ts';

function named(prefix: string, count: number): Template[] {
  return Array.from({ length: count }, (_, i) => ({ id: `${prefix}-${i}`, name: `${prefix} ${i}` }));
}

test('listed and known templates together are limited for an account, the listed ones first', async () => {
  const known = named('known', limits.templatesOfAccount);
  const fresh = named('fresh', 2);
  const failure = new Failure('vendor-unclear', 'The vendor did not answer');
  const listTemplates: Vendor['listTemplates'] = async () => ({
    templates: fresh,
    missing: [{ kind: 'assessment', failure }],
    isCut: false,
  });
  const account: Account = {
    name: 'main',
    policy,
    vendor: { listTemplates } as Vendor,
    destinations: [],
  };
  const memory = { read: async () => known, write: async () => undefined };
  const list = listTemplatesCached({ memory, now: () => 0, emit: () => undefined, within: withoutLimit });
  const { templates, unanswered } = await list(account);
  expect(templates).toEqual([...known, ...fresh].slice(0, limits.templatesOfAccount));
  expect(unanswered).toBeDefined();
});
