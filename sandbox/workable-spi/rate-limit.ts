import type { Context, Next } from 'koa';
import { tokenOf } from './gate.ts';
import { Refusal } from './refusal.ts';
import type { SpiState } from './state.ts';
import type { RateWindow, SpiToken } from './types.ts';

const windowMs = 10_000;
const keptWindows = 20_000;
const limits = { account: 10, oauth: 50, partner: 50 };

/**
 * Windows begin at clock seconds divisible by ten. Of a limit of ten, nine requests pass: Remaining runs from 9 to 1, and
 * the tenth is refused. Measured on answers of a live account.
 */
export function createRateLimit(state: SpiState) {
  const windows = new Map<string, RateWindow>();
  /** When the requests of the last ten seconds passed, by client. */
  const recent = new Map<string, number[]>();
  return {
    limitRate,
    /** Oldest first, those in which something happened. */
    windows: () => [...windows.values()],
    /** Other integrations of the customer use so many requests of the current window. */
    burn(count: number): void {
      windowOf('account', limits.account).neighbours += count;
    },
  };

  async function limitRate(ctx: Context, next: Next): Promise<void> {
    const { client, limit } = clientOf(ctx, tokenOf(ctx));
    const now = state.clock.now();
    const window = windowOf(client, limit);
    const lately = (recent.get(client) ?? []).filter((at) => at > now - windowMs);
    recent.set(client, lately);
    const isRolling = state.switches.rateWindow === 'rolling';
    const used = window.neighbours + (isRolling ? lately.length : window.passed);
    const capacity = state.switches.passes === 9 ? limit - 1 : limit;
    const endsAt = isRolling ? (lately[0] ?? now) + windowMs : window.startsAt + windowMs;
    if (used >= capacity) {
      window.refused += 1;
      throw tooMany(headersOf(limit, 0, now, endsAt));
    }
    window.passed += 1;
    lately.push(now);
    // Set before the work is done: a request that is refused for something else has them too.
    ctx.set(headersOf(limit, limit - used - 1, now, endsAt));
    await next();
  }

  function windowOf(client: string, limit: number): RateWindow {
    const startsAt = Math.floor(state.clock.now() / windowMs) * windowMs;
    const key = `${client} ${startsAt}`;
    const known = windows.get(key);
    if (known) return known;
    const neighbours = client === 'account' ? state.switches.neighbourLoad : 0;
    const window: RateWindow = { client, startsAt, limit, passed: 0, refused: 0, neighbours };
    windows.set(key, window);
    const [oldest] = windows.keys();
    if (windows.size > keptWindows && oldest !== undefined) windows.delete(oldest);
    return window;
  }

  /** A partner's client id lifts an account token to the partner's limit. */
  function clientOf(ctx: Context, token: SpiToken): { client: string; limit: number } {
    const clientId = ctx.get('x-workable-client-id');
    const isPartner = clientId !== '' && state.tokens.some((each) => each.clientId === clientId);
    if (token.kind === 'partner' || isPartner) return { client: `partner:${clientId}`, limit: limits.partner };
    if (token.kind === 'oauth') return { client: `oauth:${token.appSecret}`, limit: limits.oauth };
    if (token.subdomain !== state.account.subdomain) return { client: token.subdomain, limit: limits.account };
    const client = state.switches.accountTokensShare ? 'account' : `account:${token.value}`;
    return { client, limit: limits.account };
  }

  function headersOf(limit: number, remaining: number, now: number, endsAt: number): Record<string, string> {
    const reset = state.switches.resetHeader === 'now+10' ? Math.floor(now / 1000) + 10 : Math.ceil(endsAt / 1000);
    return {
      'X-Rate-Limit-Limit': String(limit),
      'X-Rate-Limit-Remaining': String(remaining),
      'X-Rate-Limit-Reset': String(reset),
    };
  }

  function tooMany(headers: Record<string, string>): Refusal {
    const { retryAfter, rateHeadersOn429 } = state.switches;
    return new Refusal(
      429,
      { error: 'Too many requests' },
      {
        ...(rateHeadersOn429 ? headers : {}),
        ...(retryAfter === 'none' ? {} : { 'Retry-After': String(retryAfter) }),
      },
    );
  }
}
