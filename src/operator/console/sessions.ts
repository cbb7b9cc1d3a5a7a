import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { Failure } from '../../errors.ts';
import { isSameSecret, recogniseSecrets } from '../../http/secrets.ts';
import { limits } from '../../limits.ts';
import type { ConsoleAccess } from '../../store/console-access.ts';
import { type Cookie, cookies } from './cookies.ts';

/** `endsAt`: epoch ms. `form`: what every form of it has to send. */
export type Session = { id: string; endsAt: number; form: string };

type Parts = { access: ConsoleAccess; operatorToken: string; isSecure: boolean; now: () => number };

/** Who is logged in, in all web processes. A browser has a secret in a cookie, and Redis a digest of it. */
export function createSessions({ access, operatorToken, isSecure, now }: Parts) {
  const isOperator = recogniseSecrets([[operatorToken, true]]);
  const cookie = cookies(isSecure);
  return { read, begin, end, endAll, say: cookie.say, takeSaid: cookie.takeSaid };

  /** Undefined without an open session. */
  async function read(ctx: Context): Promise<Session | undefined> {
    const id = cookie.read(ctx, 'session');
    if (id === undefined || !idPattern.test(id)) return undefined;
    const endsAt = await access.endOf({ id, operatorToken });
    return endsAt === undefined || endsAt <= now() ? undefined : { id, endsAt, form: formOf(id) };
  }

  /** Logs in; false for a wrong token. Throws Failure `too-many-requests`. */
  async function begin(ctx: Context, token: string): Promise<boolean> {
    const at = now();
    if (!(await access.takeLogIn(ctx.req.socket.remoteAddress ?? '', at))) {
      const retryAfterMs = limits.logInsMs - (at % limits.logInsMs);
      throw new Failure('too-many-requests', 'There were too many tries to log in', { retryAfterMs });
    }
    if (!isOperator(token)) return false;
    const session = { id: randomBytes(32).toString('base64url'), operatorToken };
    await access.begin(session, { now: at, endsAt: at + limits.consoleSessionMs });
    cookie.set(ctx, sessionCookie(session.id, limits.consoleSessionMs));
    return true;
  }

  async function end(ctx: Context, { id }: Session): Promise<void> {
    await access.end({ id, operatorToken });
    cookie.set(ctx, sessionCookie('', 0));
  }

  async function endAll(ctx: Context): Promise<void> {
    await access.endAll();
    cookie.set(ctx, sessionCookie('', 0));
  }
}

const idPattern = /^[\w-]{43}$/;

function sessionCookie(value: string, lifeMs: number): Cookie {
  return { name: 'session', value, lifeMs };
}

/** Only who has the cookie can make it, and it does not tell the cookie. */
function formOf(id: string): string {
  return createHmac('sha256', id).update('form').digest('base64url');
}

/** Throws Failure `forbidden` for a form that no page of this session has sent. */
export function assertForm({ form }: Session, presented: string | null): void {
  if (presented === null || !isSameSecret(presented, form)) {
    throw new Failure('forbidden', 'The form is not of this session');
  }
}

/**
 * Throws Failure `forbidden` for what another site has a browser send. Browsers that give no referrer call their own
 * origin `null`, and say by another header where a request comes from.
 */
export function assertOwnOrigin({ req, host }: Context, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = req.headers;
  const own = [new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  const isForeign = origin !== undefined && origin !== 'null' && !own.includes(origin);
  if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    throw new Failure('forbidden', 'The form comes from another site');
  }
}
