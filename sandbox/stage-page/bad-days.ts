import type { Route } from './wire/exchange.ts';
import type { Trouble } from './wire/proxy.ts';

export type BadDayId = keyof typeof badDays;

export type BadDay = {
  /** What is in trouble; one bad day of a group at a time. */
  group: 'Workable' | 'The vendor' | 'Webhooks';
  title: string;
  /** What becomes of a call. `undefined`: it is none of those that are spoilt. */
  troubleOf(route: Route, call: { method: string; path: string }): Trouble | undefined;
};

export const badDays = {
  'workable-401': workable('answers 401', { how: 'answer', status: 401, body: { error: 'Unauthorized' } }),
  'workable-429': workable('answers 429', {
    how: 'answer',
    status: 429,
    headers: { 'retry-after': '5' },
    body: { error: 'Too many requests' },
  }),
  'workable-500': workable('answers 500', { how: 'answer', status: 500, body: { error: 'Internal server error' } }),
  'workable-409': onWrites('answers 409', { how: 'answer', status: 409, body: { error: 'Conflict' } }),
  'workable-silent': workable('is silent', { how: 'silent' }),
  'workable-swallows': onWrites('takes results, and never answers', { how: 'swallow' }),
  'vendor-down': vendor('is down', { how: 'drop' }),
  'vendor-slow': vendor('is slow', { how: 'slow', ms: 5_000 }),
  'vendor-credits': {
    group: 'The vendor',
    title: 'is out of credits',
    troubleOf: ({ to }, { method, path }) =>
      to === 'vendor' && isInvitation(method, path)
        ? { how: 'answer', status: 402, body: { message: 'No credits are left', error: 'No credits are left' } }
        : undefined,
  },
  'webhooks-lost': webhooks('are lost', { how: 'lose' }),
  'webhooks-doubled': webhooks('come twice', { how: 'double' }),
  'webhooks-reversed': webhooks('come in reverse', { how: 'reverse' }),
} as const satisfies Record<string, BadDay>;

export const badDayIds = Object.keys(badDays) as BadDayId[];

export function isBadDay(text: string): text is BadDayId {
  return Object.hasOwn(badDays, text);
}

function workable(title: string, trouble: Trouble): BadDay {
  return { group: 'Workable', title, troubleOf: ({ to }) => (to === 'Workable' ? trouble : undefined) };
}

function onWrites(title: string, trouble: Trouble): BadDay {
  return {
    group: 'Workable',
    title,
    troubleOf: ({ to }, { method }) => (to === 'Workable' && method !== 'GET' ? trouble : undefined),
  };
}

function vendor(title: string, trouble: Trouble): BadDay {
  return { group: 'The vendor', title, troubleOf: ({ to }) => (to === 'vendor' ? trouble : undefined) };
}

/** From Workable and from the vendor. Requests for an interview are none. */
function webhooks(title: string, trouble: Trouble): BadDay {
  return {
    group: 'Webhooks',
    title,
    troubleOf: (_route, { path }) => (path.startsWith('/webhooks/') ? trouble : undefined),
  };
}

/** Of the vendors whose fake has no credits of its own. */
function isInvitation(method: string, path: string): boolean {
  return method === 'PUT' || (method === 'POST' && /\/(send_test|interviews)$/.test(path));
}

/** The bad days of now: one of each group at most. */
export function createBadDays() {
  const on = new Set<BadDayId>();
  const over = new Set<BadDayId>();
  return {
    isOn: (id: BadDayId) => on.has(id),
    any: () => on.size > 0,
    list: () => [...on],
    /** Those that have ended since the last one began. */
    over: () => [...over],
    begin,
    /** Begins it, or ends it. */
    toggle: (id: BadDayId): void => (on.has(id) ? end(id) : begin(id)),
    clear: (): void => on.forEach(end),
    troubleOf(route: Route, call: { method: string; path: string }): Trouble | undefined {
      for (const id of on) {
        const trouble = badDays[id].troubleOf(route, call);
        if (trouble) return trouble;
      }
      return undefined;
    },
  };

  /** In the place of another one of its group. */
  function begin(id: BadDayId): void {
    over.clear();
    for (const each of on) if (badDays[each].group === badDays[id].group) end(each);
    on.add(id);
  }

  function end(id: BadDayId): void {
    on.delete(id);
    over.add(id);
  }
}
