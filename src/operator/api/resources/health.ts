import { z } from 'zod';
import { findingsOfView } from '../../doctor/accounts.ts';
import { type Finding, levelOf } from '../../doctor/finding.ts';
import { iso } from '../../iso.ts';
import { viewOf } from '../account-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, count, flag, moment, text } from '../fields.ts';

const FindingSchema = z.object({
  level: z
    .enum(['ok', 'warn', 'wrong'])
    .meta(about('`warn`: nothing is known to be wrong, but not all is known.', 'wrong')),
  text: text('What it is and what to do, as `bridge doctor` says it.', '1 delivery has failed'),
  since: moment('Since when.').optional(),
  count: count('How many.', 1).optional(),
});

const healthEndpoint = endpoint({
  id: 'getAccountHealth',
  method: 'GET',
  path: '/accounts/{name}/health',
  tag: 'accounts',
  summary: 'How an account stands, as `bridge doctor` says it',
  description: 'It asks the vendor and the mail server, so it may take some seconds. Not counted by the rate limit.',
  params: z.object({ name: accountName('Of the account.') }),
  answers: {
    200: {
      description: 'What was found.',
      schema: z.object({
        ok: flag('Nothing is wrong.', false),
        findings: z
          .array(FindingSchema)
          .meta(about('A line each.', [{ level: 'wrong', text: '1 delivery has failed', count: 1 }])),
      }),
    },
  },
  errors: { 404: 'There is no such account.' },
  isUncounted: true,
}).handledBy(async (parts, { params }) => {
  const said = findingsOfView(viewOf(parts, params.name));
  const account = parts.accounts.find(({ name }) => name === params.name);
  const findings = [...said, ...(account ? await parts.examine(account) : [])];
  const ok = findings.every(({ isFine }) => isFine);
  return { status: 200, body: { ok, findings: findings.map(findingData) } };
});

function findingData(finding: Finding): z.input<typeof FindingSchema> {
  const { text: said, since, count: many } = finding;
  return {
    level: levelOf(finding),
    text: said,
    ...(since === undefined ? {} : { since: iso(since) }),
    ...(many === undefined ? {} : { count: many }),
  };
}

export const healthEndpoints = [healthEndpoint];
