import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AgainEntry,
  againForm,
  againLinkMs,
  againStateOf,
  againToken,
  askedAgain,
  isAgainForm,
  isAgainToken,
  parseAgainToken,
} from '../../src/applications/again.ts';
import type { Context } from '../../src/applications/context.ts';
import { blockedOf } from '../../src/applications/entries.ts';
import { planApplication } from '../../src/applications/plan.ts';
import { type ApplicationRecord, enrolled, newApplication, see } from '../../src/applications/record.ts';
import { continued } from '../../src/applications/relocate.ts';
import { place, policy } from '../campaign/snapshots/simulation.ts';

const entries: fc.Arbitrary<AgainEntry> = fc.record({
  key: fc.constantFrom('blocked' as const, 'not-taken' as const, 'returned' as const),
  stay: fc.integer({ min: 1, max: 999_999 }),
  n: fc.integer({ min: 1, max: 999_999 }),
});

function applicationOf(againKey = 'key', name = '0123456789abcdef'): ApplicationRecord {
  const id = `acme_application.${name}`;
  return newApplication({ id, account: 'acme', candidateId: 'c1', againKey }, 0);
}

describe('the token of a link', () => {
  test('names the record and the comment, and is recognised by what is stored', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const record = applicationOf();
        const token = againToken(record, entry);
        expect(parseAgainToken(token)).toEqual({ id: record.id, entry });
        expect(isAgainToken(record, entry, token)).toBe(true);
        expect(isAgainForm(record, entry, againForm(record, entry))).toBe(true);
        expect(token).not.toContain(againForm(record, entry));
      }),
    );
  });

  test('is another one for another key, record, comment, stay or number', () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const record = applicationOf();
        const code = (token: string) => token.slice(-43);
        expect(code(againToken(record, one))).not.toBe(code(againToken(record, other)));
        expect(code(againToken(record, one))).not.toBe(code(againToken(applicationOf('other'), one)));
        expect(code(againToken(record, one))).not.toBe(code(againToken(applicationOf('key', 'f'.repeat(16)), one)));
      }),
    );
  });

  test('is never read out of other text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseAgainToken(text) === undefined));
  });
});

const context: Context = {
  trigger: () => ({ ...place, templateId: 't1' }),
  hasTrigger: () => true,
  job: () => 'open',
  parkedUntil: () => undefined,
  stageName: (_, slug) => slug,
  interviews: new Map(),
  templates: new Map(),
};
const at = 1_000_000;

/** A candidate in the stage whose template is gone, which was told in a comment then. */
function blocked(told = at): ApplicationRecord {
  const seen = see(applicationOf(), {
    snapshot: { ...place, source: 'read', at, updatedAt: at },
    person: { email: 'ada@example.org' },
  });
  const stay = { ...place, templateId: 't1', since: at, at };
  const record = enrolled(seen, {
    ...stay,
    blocked: { reason: 'template-gone', since: at, retryAt: at + 3_600_000 },
  });
  const acknowledged = { digest: 'd', label: 'blocked', at: told, outline: { n: 1 } };
  return { ...record, deliveries: { 'comments/blocked:1': { acknowledged } } };
}

function ended(record: ApplicationRecord, end: 'disqualified' | 'withdrawn' | 'hired' | 'anonymized') {
  return see(record, { snapshot: { ...place, end, source: 'read', at: at + 9000, updatedAt: at + 8000 }, person: {} });
}

const link: AgainEntry = { key: 'blocked', stay: 1, n: 1 };

describe('a link', () => {
  test('is open from its comment on until thirty days later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * againLinkMs }), (age) => {
        const state = againStateOf(blocked(), link, context, at + age);
        expect(state.is).toBe(age < againLinkMs ? 'open' : 'over');
      }),
    );
  });

  test('is used once: whatever it asked for is asked for at once, whatever was in the way, and never again', () => {
    const asked = askedAgain(blocked(), link, context, at + 5000);
    expect(againStateOf(asked, link, context, at + 6000)).toEqual({ is: 'used', at: at + 5000 });
    const account = { policy: { ...policy, quietUntil: () => at + 9_999_999 }, destinations: [] };
    const { step } = planApplication(asked, account, context, at + 5000);
    expect(step).toMatchObject({ do: 'invite', enrolment: { number: 1 } });
    expect(blockedOf(asked, asked.enrolments[0] as never, context, at + 5000)).toBeUndefined();
  });

  test('of a newer comment works, and the older one says that it was used', () => {
    const asked = askedAgain(blocked(), link, context, at + 5000);
    const acknowledged = { digest: 'e', label: 'blocked 2', at: at + 8000, outline: { n: 2 } };
    const told = { ...asked, deliveries: { 'comments/blocked:1': { acknowledged } } };
    expect(againStateOf(told, { ...link, n: 2 }, context, at + 9000).is).toBe('open');
    expect(againStateOf(told, link, context, at + 9000)).toEqual({ is: 'used', at: at + 5000 });
  });

  test.each([
    [
      'the job is archived',
      (record: ApplicationRecord) => record,
      { ...context, job: () => 'over' as const },
      'closed',
    ],
    [
      'the candidate is gone',
      (record: ApplicationRecord) => ({ ...record, gone: { at, why: 'deleted' as const } }),
      context,
      'deleted',
    ],
    [
      'the job is the sample job',
      (record: ApplicationRecord) => record,
      { ...context, job: () => 'sample' as const },
      'sample',
    ],
    [
      'the stay went along to another job',
      (record: ApplicationRecord) => ({ ...record, enrolments: [] }),
      context,
      'moved',
    ],
    [
      'a newer comment has a link of its own',
      (record: ApplicationRecord) => {
        const acknowledged = { digest: 'e', label: 'blocked 2', at: at + 8000, outline: { n: 2 } };
        return { ...record, deliveries: { 'comments/blocked:1': { acknowledged } } };
      },
      context,
      'replaced',
    ],
    ...(['disqualified', 'withdrawn', 'hired', 'anonymized'] as const).map(
      (end) => [`the candidate is ${end}`, (record: ApplicationRecord) => ended(record, end), context, end] as const,
    ),
    [
      'the candidate was moved',
      (record: ApplicationRecord) =>
        see(record, {
          snapshot: { ...place, stage: 'on-site', source: 'read', at: at + 9000, updatedAt: at + 8000 },
          person: {},
        }),
      context,
      'left',
    ],
  ] as const)('is over where %s', (_, change: (record: ApplicationRecord) => ApplicationRecord, given, why) => {
    expect(againStateOf(change(blocked()), link, given, at + 10_000)).toEqual({ is: 'over', why });
  });

  test('of an interview that was not taken begins another stay, once', () => {
    const entry: AgainEntry = { key: 'not-taken', stay: 1, n: 1 };
    const asked = askedAgain(blocked(), entry, context, at + 5000);
    expect(asked.enrolments).toMatchObject([{ number: 1 }, { number: 2, askedAt: at + 5000 }]);
    expect(askedAgain(asked, entry, context, at + 6000).enrolments).toHaveLength(2);
    expect(againStateOf(asked, entry, context, at + 6000)).toEqual({ is: 'used', at: at + 5000 });
  });
});

test('a relocated application goes on with what was written and numbered, whatever came of the interview', () => {
  fc.assert(
    fc.property(fc.constantFrom('ask' as const, 'always' as const, 'never' as const), fc.boolean(), (onReturn, had) => {
      const earlier = blocked();
      const [stay] = earlier.enrolments;
      const known = { record: {} as never, outcome: { status: had ? 'completed' : 'expired' } as never };
      const over = { ...earlier, enrolments: [{ ...stay, interviewId: 'i1' }] } as ApplicationRecord;
      const fresh = enrolled(applicationOf(), { ...place, job: 'OPS1', templateId: 't1', since: at, at });
      const given = { ...context, interviews: new Map([['i1', known]]) };
      const next = continued(fresh, over, { onReturn }, given, at + 1);
      expect(next.enrolments.map(({ number }) => number)).toEqual([1, 2]);
      expect(next.enrolments[0]?.left).toMatchObject({ hadResult: had });
      expect(next.enrolments[1]?.held).toBe(onReturn === 'always' ? undefined : onReturn);
      expect(next.deliveries).toEqual(earlier.deliveries);
    }),
  );
});
