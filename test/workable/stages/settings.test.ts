import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { createSettingsReader } from '../../../src/settings/read.ts';
import type { ValuesOf } from '../../../src/settings/row.ts';
import { policyOf } from '../../../src/workable/stages/policies.ts';
import { stageRows } from '../../../src/workable/stages/setting-rows.ts';
import { type StageSettings, settleStages } from '../../../src/workable/stages/settings.ts';

type Texts = Readonly<Record<string, string>>;
const opened = { WORKABLE_API_TOKEN: 'the-api-token' };

function read(texts: Texts, { mayLackToken = false, own = Object.keys(texts) } = {}) {
  const reader = createSettingsReader(() => expect.fail('no file is read'));
  const { values } = reader.read(stageRows, { place: '', texts });
  const isRight = reader.errors.size === 0;
  const settled = isRight
    ? settleStages(values as ValuesOf<typeof stageRows>, {
        isOwn: (name) => own.includes(name),
        mayLackToken,
        addError: reader.addError,
      })
    : undefined;
  return { settled, errors: [...reader.errors] };
}

function settledOf(texts: Texts): StageSettings {
  const { settled, errors } = read({ ...opened, ...texts });
  expect(errors).toEqual([]);
  return settled ?? expect.fail('the door is closed');
}

const errorsOf = (texts: Texts) => read({ ...opened, ...texts }).errors;

describe('the stage door', () => {
  test('is closed without a token', () => {
    expect(read({})).toEqual({ settled: undefined, errors: [] });
  });

  test('opens with a token alone', () => {
    expect(settledOf({})).toEqual({
      api: { tokens: ['the-api-token'], rateShare: 6 },
      triggers: [],
      inviteDelayMs: 60_000,
      onLeave: 'withdraw',
      onReturn: 'ask',
      commentPolicy: ['reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
      reportPolicy: ['hiring_manager', 'recruiting_admin', 'admin'],
      rating: 'decision',
      transcript: 'link',
      attachesPdf: true,
    });
  });

  test('has all that is set', () => {
    const settled = settledOf({
      WORKABLE_API_TOKEN: 'new-token, old-token',
      WORKABLE_API_TOKEN_EXPIRES: '2027-03-31',
      WORKABLE_SUBDOMAIN: 'acme',
      WORKABLE_API_URL: 'http://127.0.0.1:3000/spi/v3/',
      WORKABLE_CLIENT_ID: 'partner-7',
      WORKABLE_MEMBER: 'Bridge@Acme.example',
      WORKABLE_MEMBER_IS_SERVICE: 'true',
      STAGE_TRIGGERS:
        '[{"job":"9CD658E13E","stage":"phone-screen","template":"t1","active":false},{"job":"*","stage":"ai"}]',
      STAGE_NAME: 'AI Interview',
      STAGE_TEMPLATE: 't0',
      STAGE_INVITE_DELAY: '5m',
      STAGE_QUIET_HOURS: '20:00-08:00 Europe/Athens',
      STAGE_ON_LEAVE: 'keep',
      STAGE_ON_RETURN: 'never',
      STAGE_COMMENT_POLICY: 'admin',
      STAGE_REPORT_POLICY: 'admin, recruiter',
      STAGE_RATING: 'score',
      STAGE_ATTACH_PDF: 'false',
      STAGE_SCORE_ATTRIBUTE: 'ai_interview_score',
      STAGE_TRANSCRIPT: 'comment',
      STAGE_ADVANCE_TO: 'on-site',
      STAGE_REJECT_REASON: 'b29c63',
      WORKABLE_RATE_SHARE: '9',
    });
    expect(settled).toEqual({
      api: {
        tokens: ['new-token', 'old-token'],
        tokenExpiresAt: Date.UTC(2027, 2, 31),
        subdomain: 'acme',
        apiUrl: 'http://127.0.0.1:3000/spi/v3',
        clientId: 'partner-7',
        rateShare: 9,
      },
      member: { email: 'Bridge@Acme.example', isService: true },
      triggers: [
        { job: '9CD658E13E', stage: 'phone-screen', template: 't1', isActive: false },
        { job: '*', stage: 'ai', template: 't0', isActive: true },
      ],
      stageName: 'AI Interview',
      template: 't0',
      inviteDelayMs: 300_000,
      quietHours: { from: 1200, to: 480, timeZone: 'Europe/Athens' },
      onLeave: 'keep',
      onReturn: 'never',
      commentPolicy: ['admin'],
      reportPolicy: ['recruiter', 'admin'],
      rating: 'score',
      transcript: 'comment',
      attachesPdf: false,
      scoreAttribute: 'ai_interview_score',
      advanceTo: 'on-site',
      rejectReason: 'b29c63',
    });
  });

  test.each(['STAGE_NAME', 'STAGE_TRIGGERS', 'WORKABLE_MEMBER', 'WORKABLE_API_TOKEN_EXPIRES'])(
    'asks for a token where %s is set, unless others share it or the token may come later',
    (name) => {
      const texts = {
        STAGE_NAME: 'A',
        STAGE_TRIGGERS: '[]',
        WORKABLE_MEMBER: 'a@b.test',
        WORKABLE_API_TOKEN_EXPIRES: '2027-01-01',
      };
      const set = { [name]: texts[name as keyof typeof texts] };
      const error = `WORKABLE_API_TOKEN is missing: ${name} is set, and nothing of the stage door works without it`;
      expect(read(set).errors).toEqual([error]);
      expect(read(set, { own: [] })).toEqual({ settled: undefined, errors: [] });
      expect(read(set, { mayLackToken: true })).toEqual({ settled: undefined, errors: [] });
    },
  );

  test.each<[Texts, string]>([
    [{ STAGE_ADVANCE_TO: 'hired' }, 'STAGE_ADVANCE_TO should not be hired: only a person hires'],
    [{ WORKABLE_API_TOKEN: 'one-token,one-token' }, 'WORKABLE_API_TOKEN has the same token twice'],
    [
      { STAGE_TRIGGERS: '[{"job":"*","stage":"a","template":"t"},{"job":"B","stage":"a"}]' },
      'STAGE_TRIGGERS, part 2, has no "template", and STAGE_TEMPLATE is not set',
    ],
  ])('says what is wrong with %j', (texts, error) => {
    expect(errorsOf(texts)).toEqual([error]);
  });
});

describe('a value', () => {
  test.each([
    ['acme', 'acme'],
    ['Acme', 'acme'],
    ['acme.workable.com', 'acme'],
    ['https://acme.workable.com', 'acme'],
    ['https://acme-2.workable.com/backend/jobs?x=1#y', 'acme-2'],
    ['http://ACME.workable.com/', 'acme'],
  ])('WORKABLE_SUBDOMAIN may be %s', (text, subdomain) => {
    expect(settledOf({ WORKABLE_SUBDOMAIN: text }).api.subdomain).toBe(subdomain);
  });

  test.each(['https://127.0.0.1/x', 'https://acme.example/spi/v3', 'http://localhost:8080'])(
    'WORKABLE_API_URL may be %s',
    (text) => {
      expect(settledOf({ WORKABLE_API_URL: text }).api.apiUrl).toBe(text);
    },
  );

  test.each([
    ['2027-03-31', Date.UTC(2027, 2, 31)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['2027-03-31T12:30Z', Date.UTC(2027, 2, 31, 12, 30)],
    ['2027-03-31T12:30:15+02:00', Date.UTC(2027, 2, 31, 10, 30, 15)],
  ])('WORKABLE_API_TOKEN_EXPIRES may be %s', (text, at) => {
    expect(settledOf({ WORKABLE_API_TOKEN_EXPIRES: text }).api.tokenExpiresAt).toBe(at);
  });

  test.each<[string, readonly string[]]>([
    [
      'WORKABLE_SUBDOMAIN',
      [
        ...['www', 'www.workable.com', 'https://apply.workable.com/acme', 'acme.example', 'https://acme.example'],
        ...['https://acme.workable.com.evil.example', 'https://evil.example/acme.workable.com', '-acme', 'a b'],
        ...['https://acme', 'a.b.workable.com', 'ftp://acme.workable.com', 'a'.repeat(64), 'acme.workable.com/x'],
      ],
    ],
    [
      'WORKABLE_API_URL',
      [
        ...[
          'http://acme.example/spi/v3',
          'http://127.0.0.1.evil.example',
          'acme.workable.com',
          'https://u:p@acme.example',
        ],
        ...['https://acme.example?x=1', 'https://acme.example#x', 'ftp://localhost', 'http://10.0.0.1/spi/v3'],
      ],
    ],
    [
      'WORKABLE_API_TOKEN_EXPIRES',
      ['tomorrow', '2027-02-30', '2027-13-01', '31.03.2027', '2027-03-31T12:30', '2027-03-31T25:00Z', '1830000000'],
    ],
    ['WORKABLE_API_TOKEN', ['Bearer x', 'ä', 'one two']],
    ['WORKABLE_CLIENT_ID', ['two words', 'x'.repeat(limits.idCharacters + 1), 'ü']],
    ['WORKABLE_MEMBER', ['Ada', 'ada@', 'ada@acme', 'Ada <ada@acme.example>']],
    ['WORKABLE_MEMBER_IS_SERVICE', ['yes', '1', 'TRUE']],
    ['WORKABLE_RATE_SHARE', ['0', '10', '6.5', '-1', 'all']],
    ['STAGE_INVITE_DELAY', ['60', '0s', '8d', 'soon']],
    ['STAGE_QUIET_HOURS', ['20:00-08:00', '20:00-08:00 Europe/Atlantis', '20:00-20:00 UTC']],
    ['STAGE_ON_LEAVE', ['ask', 'Keep']],
    ['STAGE_ON_RETURN', ['sometimes']],
    ['STAGE_RATING', ['thumbs']],
    ['STAGE_ATTACH_PDF', ['no']],
    ['STAGE_TRANSCRIPT', ['true', 'Link', 'comments']],
    ['STAGE_NAME', ['x'.repeat(limits.wordCharacters + 1)]],
    ['STAGE_TEMPLATE', ['x'.repeat(limits.idCharacters + 1)]],
    ['STAGE_ADVANCE_TO', ['On site', '-x', 'a/b', 'x'.repeat(limits.wordCharacters + 1)]],
    ['STAGE_COMMENT_POLICY', ['everyone', 'reviewer', 'admin,admin', 'reviewer,admin', 'admin;simple', 'Admin']],
    ['STAGE_REPORT_POLICY', ['hiring_manager,admin']],
  ])('%s that is wrong is an error that does not quote it', (name, texts) => {
    for (const text of texts) {
      const errors = errorsOf({ [name]: text });
      expect([text, errors]).toEqual([text, [expect.stringMatching(new RegExp(`^${name}(, part 1,)? should be `))]]);
      if (text.length > 12) expect(errors[0]).not.toContain(text);
    }
  });
});

describe('STAGE_TRIGGERS', () => {
  const one = { job: '9CD658E13E', stage: 'phone-screen', template: 't' };
  test.each<[unknown, string]>([
    ['not json', 'STAGE_TRIGGERS should be a JSON list'],
    [{}, 'STAGE_TRIGGERS should be a JSON list'],
    [null, 'STAGE_TRIGGERS should be a JSON list'],
    [['x'], 'STAGE_TRIGGERS, part 1, should be an object with "job", "stage" and "template"'],
    [[one, null], 'STAGE_TRIGGERS, part 2, should be an object with "job", "stage" and "template"'],
    [[{ ...one, stages: 'x' }], 'STAGE_TRIGGERS, part 1, has more than "job", "stage", "template" and "active"'],
    [[{ ...one, job: undefined }], 'STAGE_TRIGGERS, part 1, should have a "job" that is a text'],
    [[{ ...one, job: 7 }], 'STAGE_TRIGGERS, part 1, should have a "job" that is a text'],
    [[{ ...one, job: '' }], 'STAGE_TRIGGERS, part 1, has a "job" that is none'],
    [[{ ...one, job: '9CD 658' }], 'STAGE_TRIGGERS, part 1, has a "job" that is none'],
    [[{ ...one, stage: 'Phone Screen' }], 'STAGE_TRIGGERS, part 1, has a "stage" that is none'],
    [[{ ...one, stage: undefined }], 'STAGE_TRIGGERS, part 1, should have a "stage" that is a text'],
    [[{ ...one, template: '' }], 'STAGE_TRIGGERS, part 1, has a "template" that is none'],
    [[{ ...one, template: 5 }], 'STAGE_TRIGGERS, part 1, should have a "template" that is a text'],
    [[{ ...one, active: 'true' }], 'STAGE_TRIGGERS, part 1, should have an "active" that is true or false'],
    [[one, { ...one, template: 'other' }], 'STAGE_TRIGGERS, part 2, has the job and stage of a part before it'],
    [
      Array.from({ length: limits.stageTriggers + 1 }, (_, i) => ({ ...one, stage: `s${i}` })),
      `STAGE_TRIGGERS should have at most ${limits.stageTriggers} parts`,
    ],
  ])('%j is wrong', (list, error) => {
    const text = typeof list === 'string' ? list : JSON.stringify(list);
    expect(errorsOf({ STAGE_TRIGGERS: text })).toEqual([error]);
  });

  test('may name several stages of a job, and a job beside all others', () => {
    const list = [one, { ...one, stage: 'on-site' }, { ...one, job: '*' }];
    expect(settledOf({ STAGE_TRIGGERS: JSON.stringify(list) }).triggers).toHaveLength(3);
  });

  test('never fails otherwise, and never quotes what it was given', () => {
    const parts = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { job: fc.jsonValue(), stage: fc.jsonValue(), template: fc.jsonValue(), active: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), (list) => {
        const canary = { job: 'canary-9f', stage: '', template: '' };
        const { settled, errors } = read({ ...opened, STAGE_TRIGGERS: JSON.stringify([...list, canary]) });
        expect(settled).toBe(undefined);
        expect(errors.length).toBeGreaterThan(0);
        for (const error of errors) {
          expect(error).toMatch(/^STAGE_TRIGGERS/);
          expect(error).not.toContain('canary-9f');
        }
      }),
    );
  });
});

describe('a policy', () => {
  const all = ['recruiter', 'reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'];
  test('is one of ten sets, in any order', () => {
    const sets = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_role, i) => bits & (1 << i)));
    const taken = sets.filter((roles) => policyOf(roles.join(',')) !== undefined);
    expect(taken).toHaveLength(10);
    for (const roles of taken) {
      expect(roles).toContain('admin');
      expect([...(policyOf(roles.toReversed().join(' , ')) ?? [])].toSorted()).toEqual(roles.toSorted());
    }
  });

  test('is never one with a role twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 7 }), (roles) => {
        const found = policyOf(roles.join(','));
        if (found !== undefined) expect([...found].toSorted()).toEqual(roles.toSorted());
        if (new Set(roles).size < roles.length) expect(found).toBe(undefined);
      }),
    );
  });
});
