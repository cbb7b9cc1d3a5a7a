import { createHash } from 'node:crypto';
import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { type ManageParts, managedAccount } from './change.ts';
import { changeSettings } from './change-settings.ts';
import { type ManagedAccount, providerTokenDigest } from './managed.ts';
import { isAccountName } from './name.ts';
import { addProviderToken } from './provider-tokens.ts';
import { removing } from './refusals.ts';

/** What is kept of a connect link besides a digest. `madeFor`: when its account was created. All times epoch ms. */
export type ConnectLink = {
  madeFor: number;
  createdAt: number;
  expiresAt: number;
  /** A token of Workable's API that was pasted, until a person confirms whose it is. */
  pasted?: { token: string; companies: readonly { name: string; subdomain: string }[] } | undefined;
  /** When a sample comment was last written. */
  sampledAt?: number | undefined;
  /** The steps without a decision that were left by their button. */
  passedSteps?: readonly string[] | undefined;
  /** The last forms of which each may have an effect once. */
  usedForms?: readonly string[] | undefined;
};

export type ConnectLinks = {
  /** Keeps a link beside those of the account that are valid; of too many the oldest ends. */
  keep(account: string, secret: string, link: ConnectLink): Promise<void>;
  /** It may have expired. */
  find(account: string, secret: string): Promise<ConnectLink | undefined>;
  /**
   * Changes what is kept of a link, whichever process changes it meanwhile; undefined leaves it as it is. Resolves to
   * whether it is changed. `now`: epoch ms.
   */
  change(
    account: string,
    secret: string,
    now: number,
    to: (link: ConnectLink) => ConnectLink | undefined,
  ): Promise<boolean>;
  endAll(account: string): Promise<void>;
};

export type ConnectParts = {
  manage: ManageParts;
  links: ConnectLinks;
  /** Without a trailing slash. */
  publicUrl: string;
  /** 256 random bits, fit for a URL. */
  newKey: () => string;
};

/** What a link opens first; the other is one click away. */
export const connectDoors = ['provider', 'stage'] as const;
export type ConnectDoor = (typeof connectDoors)[number];

/** A link with which the customer's admin connects Workable. Throws Failure. */
export async function makeConnectLink(
  { manage, links, publicUrl, newKey }: ConnectParts,
  name: string,
  door: ConnectDoor = 'provider',
): Promise<{ url: string; expiresAt: number }> {
  await manage.sources.refresh();
  if (manage.sources.isConfigured(name)) {
    throw new Failure('conflict', `The account ${name} is configured: its tokens are entered where it is configured`);
  }
  const { account } = managedAccount(manage, name);
  if (account.state === 'removing') throw removing(name);
  const secret = newKey();
  const now = manage.now();
  const expiresAt = now + limits.connectLinkMs;
  await links.keep(name, secret, { madeFor: account.createdAt, createdAt: now, expiresAt });
  await manage.audit(name, 'made a connect link');
  return { url: `${publicUrl}/connect/${name}.${secret}${door === 'stage' ? '?stages' : ''}`, expiresAt };
}

/** None of the links that were made for the account work from now on. Throws Failure. */
export async function endConnectLinks(
  { manage, links }: Pick<ConnectParts, 'manage' | 'links'>,
  name: string,
): Promise<void> {
  managedAccount(manage, name);
  await links.endAll(name);
  await manage.audit(name, 'ended all connect links');
}

/** What a link opens, as it is now in all processes. Undefined for a link that is wrong or has ended. Throws Failure. */
export async function openConnectLink(
  { manage, links }: Pick<ConnectParts, 'manage' | 'links'>,
  token: string,
): Promise<{ account: ManagedAccount; link: ConnectLink; secret: string } | undefined> {
  const [, name = '', secret = ''] = /^([^.]+)\.([\w-]{43})$/.exec(token) ?? [];
  const link = isAccountName(name) ? await links.find(name, secret) : undefined;
  if (!link || link.expiresAt <= manage.now()) return undefined;
  await manage.sources.refresh();
  const account = manage.sources.isConfigured(name) ? undefined : manage.sources.managed(name)?.account;
  // An account that was removed and made again is another one.
  if (account?.createdAt !== link.madeFor || account.state === 'removing') return undefined;
  return { account, link, secret };
}

/**
 * `form`: which of the forms that were shown is sent. One that is sent again makes no second token: undefined, and the
 * first one is not shown again, for nothing knows it any more. Throws Failure.
 */
export async function makeTokenByLink(manage: ManageParts, name: string, form: string): Promise<string | undefined> {
  const id = `pt_${createHash('sha256').update(`${name} ${form}`).digest('base64url').slice(0, 12)}`;
  const isMade = () => manage.sources.managed(name)?.account.providerTokens.some((each) => each.id === id);
  try {
    return (await addProviderToken(byLink(manage), name, { id })).token;
  } catch (error) {
    if (isMade()) return undefined;
    throw error;
  }
}

/** `own`: it is a token that we made, pasted into the wrong field. Throws Failure `invalid-field` for no token at all. */
export async function saveTokenByLink(
  manage: ManageParts,
  account: ManagedAccount,
  pasted: string,
): Promise<'saved' | 'own'> {
  const token = pasted.trim();
  const digest = providerTokenDigest(token);
  if (account.providerTokens.some((each) => each.digest === digest)) return 'own';
  if (token.length > limits.callbackTokenCharacters) {
    throw new Failure('invalid-field', 'WORKABLE_CALLBACK_TOKEN is too long for a token');
  }
  await changeSettings(byLink(manage), account.name, { WORKABLE_CALLBACK_TOKEN: token }, undefined);
  return 'saved';
}

/** The same, and the history says by what it was done. */
export function byLink({ audit, ...rest }: ManageParts): ManageParts {
  return { ...rest, audit: (name, text) => audit(name, `${text}, by connect link`) };
}
