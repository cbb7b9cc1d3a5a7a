import type { Context } from 'koa';

export type Cookie = { name: CookieName; value: string; lifeMs: number };
type CookieName = 'session' | 'said';

/** A sentence about what was done, for the next page. */
export type Said = { text: string; isWarning: boolean };

const longestSaid = 500;

/**
 * The cookies of the console. `isSecure`: they are sent by https alone, and a name that only this host can set. No
 * other site has a browser send them.
 */
export function cookies(isSecure: boolean) {
  const nameOf = (name: CookieName) => (isSecure ? `__Host-operator-${name}` : `operator-${name}`);
  return { set, read, say, takeSaid };

  /** koa would refuse a secure cookie behind a proxy that ends TLS. */
  function set(ctx: Context, { name, value, lifeMs }: Cookie): void {
    const life = `Max-Age=${Math.floor(lifeMs / 1000)}`;
    const parts = [`${nameOf(name)}=${value}`, 'Path=/', life, 'HttpOnly', 'SameSite=Strict'];
    ctx.append('Set-Cookie', [...parts, ...(isSecure ? ['Secure'] : [])].join('; '));
  }

  function read(ctx: Context, name: CookieName): string | undefined {
    return ctx.cookies.get(nameOf(name));
  }

  function say(ctx: Context, { text, isWarning }: Said): void {
    const line = text.length <= longestSaid ? text : `${text.slice(0, longestSaid - 1)}…`;
    const value = Buffer.from(`${isWarning ? '!' : '.'}${line}`).toString('base64url');
    set(ctx, { name: 'said', value, lifeMs: saidMs });
  }

  /** It is shown once. */
  function takeSaid(ctx: Context): Said | undefined {
    const value = read(ctx, 'said');
    if (value === undefined) return undefined;
    set(ctx, { name: 'said', value: '', lifeMs: 0 });
    const text = Buffer.from(value, 'base64url').toString();
    return text.length > 1 ? { text: text.slice(1, longestSaid + 1), isWarning: text.startsWith('!') } : undefined;
  }
}

const saidMs = 60_000;
