import type { SpiState } from './state.ts';
import type { SpiToken, TokenKind } from './types.ts';

/** What the bridge needs, and what an admin may tick beside it. */
const allScopes = [
  'r_jobs',
  'r_candidates',
  'w_candidates',
  'w_comments',
  'r_account',
  'w_account',
  'w_members',
  'r_employees',
  'r_offers',
];

export type NewToken = {
  kind?: TokenKind;
  scopes?: readonly string[];
  /** Of another company: it sees nothing of this one. */
  subdomain?: string;
  clientId?: string;
  appSecret?: string;
  /** On the clock of the fake, in milliseconds. */
  expiresAt?: number;
  value?: string;
};

/** What an admin does in the settings. */
export function createTokens(state: SpiState) {
  return {
    add,
    /** The value is no longer accepted. What was made with it stays. */
    revoke: (value: string) => void Object.assign(tokenOf(value), { isRevoked: true }),
    expireAt: (value: string, at: number) => void Object.assign(tokenOf(value), { expiresAt: at }),
    /** A new token with the scopes of the newest one. The old one stays valid until it is revoked. */
    rotate: () => add({ scopes: state.tokens.findLast(({ kind }) => kind === 'account')?.scopes ?? allScopes }),
    setScopes: (value: string, scopes: string[]) => void Object.assign(tokenOf(value), { scopes }),
  };

  /** Returns its value, which Workable shows once. */
  function add(given: NewToken = {}): string {
    const { kind = 'account', scopes = allScopes, subdomain = state.account.subdomain } = given;
    const value = given.value ?? state.newSecret();
    state.tokens.push({
      value,
      kind,
      scopes: [...scopes],
      subdomain,
      clientId: kind === 'partner' ? (given.clientId ?? 'client') : given.clientId,
      appSecret: kind === 'oauth' ? (given.appSecret ?? state.newSecret()) : undefined,
      expiresAt: given.expiresAt,
      isRevoked: false,
    });
    return value;
  }

  function tokenOf(value: string): SpiToken {
    const token = state.tokens.find((each) => each.value === value);
    if (!token) throw new Error('There is no such token');
    return token;
  }
}
