import { within } from '../../../http/within.ts';
import { budgets } from '../../../interviews/budgets.ts';
import type { Turn } from '../../../workable/api/limiter.ts';
import { SpiError } from '../../../workable/api/spi-error.ts';
import {
  type Company,
  forbiddenTo,
  lacksScope,
  neededScopes,
  readingScopes,
  tokenAccess,
} from '../../../workable/stages/access.ts';
import type { ConnectionRecord } from '../../../workable/stages/connection.ts';
import { iso } from '../../iso.ts';
import type { StageDoorAccount } from '../../queries/application-context.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';

export type Known = { account: StageDoorAccount; record: ConnectionRecord | undefined; now: number };

/** What Workable lets the token and the member do, each found out by a call that changes nothing. */
export async function accessFindings(known: Known): Promise<Finding[]> {
  const token = await asked('the API token', (turn) => tokenFinding(known, turn));
  // It may well be asked for in a moment: that the member is unknown too is not to be overlooked.
  if (token.isUncertain) return [token, uncertain('WORKABLE_MEMBER could not be checked either')];
  if (!token.isFine) return [token];
  const scopes = await Promise.all(readingScopes.map((scope) => scopeFinding(known, scope)));
  const { member } = known.account.connected;
  return [
    token,
    ...scopes.flatMap((each) => each ?? []),
    // That there is none is said of the settings.
    ...(member === undefined ? [] : [await asked('WORKABLE_MEMBER', (turn) => memberFinding(known, member, turn))]),
  ];
}

/** A call that gets no answer leaves it open. */
async function asked(what: string, find: (turn: Turn) => Promise<Finding>): Promise<Finding> {
  try {
    return await within(budgets.read, ({ signal }) => find({ priority: 'person', signal }));
  } catch (error) {
    if (error instanceof SpiError) return uncertain(`${what} could not be checked: ${withAdvice(error)}`);
    throw error;
  }
}

/** A rate limit that is used up is no fault of what was to be checked. */
function withAdvice({ kind, message, retryAt }: SpiError): string {
  if (retryAt === undefined) return `${message}. Try again in a minute`;
  const why = kind === 'rate' ? ', which says nothing about it' : '';
  return `${message}${why}. Try again after ${iso(retryAt)}`;
}

async function tokenFinding({ account, record }: Known, turn: Turn): Promise<Finding> {
  const { client, subdomain } = account.connected;
  const name = subdomain ?? record?.subdomain;
  const access = await tokenAccess(client, name, turn);
  switch (access.is) {
    case 'accepted':
      return fine(`Workable accepts the API token, ${forWhom(access.companies, name)}`);
    case 'refused':
      return wrong(
        'Workable does not accept the API token (401): it was revoked or has expired. Make another one there and set WORKABLE_API_TOKEN; nothing is lost meanwhile',
      );
    case 'elsewhere':
      return wrong(
        `the API token belongs to another account (404): Workable shows it none called ${name}. Correct WORKABLE_SUBDOMAIN or the token`,
      );
    case 'forbidden':
      return wrong(lacksText('r_jobs'));
  }
}

function forWhom(companies: readonly Company[], name: string | undefined): string {
  const [company] = companies;
  if (name !== undefined && company) return `of ${company.name || company.subdomain} (${company.subdomain})`;
  return `which is for ${companies.length === 1 ? 'one account' : 'several accounts'}`;
}

async function scopeFinding(
  { account, now }: Known,
  scope: (typeof readingScopes)[number],
): Promise<Finding | undefined> {
  const finding = await asked(`the scope ${scope} of the API token`, async (turn) =>
    (await lacksScope(account.connected.client, scope, now, turn)) ? wrong(lacksText(scope)) : fine(''),
  );
  return finding.text === '' ? undefined : finding;
}

function lacksText(scope: (typeof readingScopes)[number]): string {
  return `the API token lacks the scope ${scope} (403). Needed are ${needed}: make another one`;
}

const needed = neededScopes.join(', ').replace(/, (\w+)$/, ' and $1');

async function memberFinding({ account }: Known, email: string, turn: Turn): Promise<Finding> {
  const { client } = account.connected;
  try {
    const { rows } = await client.members({ email, status: 'all' }, turn);
    const found = rows.find((each) => each.email?.toLowerCase() === email.toLowerCase());
    if (!found) return wrong('WORKABLE_MEMBER is no member of this account: invite them in Workable or name another');
    if (found.isActive === false)
      return wrong('WORKABLE_MEMBER is inactive: reactivate them in Workable or name another');
    const isRating = account.settings.stage?.member?.isService === true && account.settings.stage?.rating !== 'off';
    const missing = forbiddenTo(found.role, await client.permissions(turn)).filter(
      (ability) => ability === 'comment' || isRating,
    );
    if (missing.length === 0)
      return fine(`WORKABLE_MEMBER is active, with the role ${found.role ?? 'of an unknown name'}`);
    return wrong(
      `WORKABLE_MEMBER may not ${missing.join(' or ')} as ${found.role}: give them another role in Workable or name another member`,
    );
  } catch (error) {
    if (!(error instanceof SpiError) || error.kind !== 'forbidden') throw error;
    // Only the scopes of reading are needed for everything else.
    return uncertain('whether WORKABLE_MEMBER may write cannot be checked: the API token may not list members (403)');
  }
}
