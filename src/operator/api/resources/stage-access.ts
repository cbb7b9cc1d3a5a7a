import { z } from 'zod';
import { managedAccount } from '../../../accounts/change.ts';
import { limits } from '../../../limits.ts';
import { type CheckedToken, checkToken } from '../../actions/check-token.ts';
import { listMembers } from '../../actions/members.ts';
import { notManaged } from '../account-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { about, accountName, flag, text } from '../fields.ts';
import { stageDoorOf, tag } from '../stage-door.ts';

const params = z.object({ name: accountName('Of the account.') });
const missing = { 404: 'There is no such account.' };

const Company = z.object({
  name: text('As it calls itself.', 'Acme'),
  subdomain: text('Of its Workable, for WORKABLE_SUBDOMAIN.', 'acme'),
});

const reading = (what: string) =>
  z
    .enum(['yes', 'in_some_jobs', 'no'])
    .meta(
      about(
        `Whether they see ${what}; \`in_some_jobs\`: where the hiring team makes them hiring manager or recruiting admin.`,
        'yes',
      ),
    );

const Member = z.object({
  id: text("Workable's.", '1f395d'),
  name: text('Only with `reveal=true`.', 'Interview Bridge').optional(),
  email: text('Only with `reveal=true`; for WORKABLE_MEMBER.', 'interview.bridge@acme.example').optional(),
  role: text("In the account, in Workable's words; absent where it is not told.", 'admin').optional(),
  is_active: flag('They can write.', true),
  may_comment: flag('Their role may comment on candidates.', true),
  may_evaluate: flag('Their role may evaluate candidates, which ratings need.', true),
  reads_comments: reading('ordinary comments (STAGE_COMMENT_POLICY)'),
  reads_results: reading('results (STAGE_REPORT_POLICY)'),
});

const exampleMember: z.input<typeof Member> = {
  id: '1f395d',
  role: 'admin',
  is_active: true,
  may_comment: true,
  may_evaluate: true,
  reads_comments: 'yes',
  reads_results: 'yes',
};

function checkedView(checked: CheckedToken) {
  switch (checked.outcome) {
    case 'accepted':
      return { outcome: checked.outcome, companies: [...checked.companies] };
    case 'lacks_scopes':
      return { outcome: checked.outcome, lacks: [...checked.lacks] };
    default:
      return checked;
  }
}

export const stageAccessEndpoints = [
  endpoint({
    id: 'checkApiToken',
    method: 'POST',
    path: '/accounts/{name}/api-token/check',
    tag,
    summary: "Say whose a token of Workable's API is, before the account has it",
    description:
      'Workable is asked as the account would ask with its other settings. The token is not kept: set it as WORKABLE_API_TOKEN. Whether it may write (w_candidates) shows with the first comment: see test-sync.',
    params,
    body: z.strictObject({
      token: z.string().min(1).max(limits.callbackTokenCharacters).meta(about('It is not kept.', 'a-token-of-acme')),
    }),
    answers: {
      200: {
        description: 'What Workable makes of it.',
        schema: z.object({
          outcome: z
            .enum(['accepted', 'not_a_token', 'refused', 'elsewhere', 'lacks_scopes'])
            .meta(
              about(
                '`refused`: Workable answers 401. `elsewhere`: it is of another company than the one that the account is connected to (404). `lacks_scopes`: 403; `lacks` says which.',
                'accepted',
              ),
            ),
          companies: z
            .array(Company)
            .meta(about('Those that it is for.', [{ name: 'Acme', subdomain: 'acme' }]))
            .optional(),
          subdomain: text('Of the company that it should be of.', 'acme').optional(),
          lacks: z
            .array(z.string())
            .meta(about('Scopes.', ['r_candidates']))
            .optional(),
        }),
      },
    },
    errors: { ...missing, 409: notManaged, 502: 'Workable refuses to say.' },
    isRead: true,
  }).handledBy(async (parts, { params: { name }, body: { token } }) => {
    await parts.sources.refresh();
    const { account } = managedAccount(parts.manage, name);
    return { status: 200, body: checkedView(await checkToken(parts, account, token)) };
  }),

  endpoint({
    id: 'listMembers',
    method: 'GET',
    path: '/accounts/{name}/members',
    tag,
    summary: 'List members and external recruiters of the company, with what they see of what the bridge writes',
    description: 'Workable is asked each time. Of the members, 500 at most. The bridge makes no users.',
    params,
    query: z.object({
      reveal: z.boolean().default(false).meta(about('Show names and addresses of members. That is logged.', true)),
    }),
    answers: {
      200: {
        description: 'As they are now.',
        schema: z.object({
          items: z.array(Member).meta(about("In Workable's order.", [exampleMember])),
          is_cut: flag('There are more members.', false),
        }),
      },
    },
    errors: { ...missing, 409: 'It has no WORKABLE_API_TOKEN.', 502: 'Workable refuses to list them.' },
  }).handledBy(async (parts, { params: { name }, query: { reveal } }) => {
    const { items, isCut } = await listMembers(parts, stageDoorOf(parts, name));
    if (reveal)
      parts.revealedMembers(
        name,
        items.map(({ id }) => id),
      );
    const shown = reveal ? items : items.map(({ name: _, email: __, ...each }) => each);
    return { status: 200, body: { items: shown, is_cut: isCut } };
  }),
];
