import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/errors.ts';
import type { CreateRequest } from '../../src/interviews/create.ts';
import { limits } from '../../src/limits.ts';
import { parseCreate } from '../../src/workable/contract.ts';

const callbackUrl = 'https://groove-tech.workable.com/interviews/8823119';

const minimal = {
  interview_template_id: '12345',
  callback_url: callbackUrl,
  candidate: { first_name: 'Lakita', email: 'lakita@example.test' },
};

const full = {
  ...minimal,
  job_id: '6789',
  job_title: 'Operations Manager',
  candidate: { ...minimal.candidate, last_name: 'Marrero', phone: '(785)991-6256' },
  preferences: { key: 'value' },
};

type Body = Record<string, unknown>;

function read(body: Body): CreateRequest {
  return parseCreate(body, (url) => url === callbackUrl).complete();
}

function failureOf(body: Body): Pick<Failure, 'kind' | 'message'> {
  try {
    read(body);
  } catch (error) {
    const { kind, message } = error as Failure;
    return { kind, message };
  }
  return expect.fail('the body is accepted');
}

function withCandidate(change: Body): Body {
  return { ...full, candidate: { ...full.candidate, ...change } };
}

describe('a create request', () => {
  test('is read whole', () => {
    expect(read(full)).toEqual({
      templateId: '12345',
      origin: { door: 'provider', key: callbackUrl },
      candidate: { firstName: 'Lakita', lastName: 'Marrero', email: 'lakita@example.test', phone: '(785)991-6256' },
      jobId: '6789',
      jobTitle: 'Operations Manager',
    });
  });

  test('needs little', () => {
    expect(read(minimal)).toEqual({
      templateId: '12345',
      origin: { door: 'provider', key: callbackUrl },
      candidate: { firstName: 'Lakita', email: 'lakita@example.test' },
    });
  });

  test('may say null to whatever is optional', () => {
    const candidate = { ...minimal.candidate, last_name: null, phone: null };
    expect(read({ ...minimal, job_id: null, job_title: null, preferences: null, candidate })).toEqual(read(minimal));
    expect(read({ ...minimal, job_id: '', job_title: '' })).toEqual(read(minimal));
  });

  test('may leave a name, a phone and a title empty', () => {
    const candidate = { ...minimal.candidate, last_name: ' ', phone: '' };
    expect(read({ ...minimal, job_title: '', candidate })).toEqual(read(minimal));
    expect(read({ ...minimal, job_id: '', job_title: '' })).toEqual(read(minimal));
  });

  test('may have ids that are numbers', () => {
    expect(read({ ...full, interview_template_id: 12345, job_id: 6789 })).toEqual(read(full));
  });

  test('may have a phone that is a number', () => {
    expect(read(withCandidate({ phone: 7859916256 })).candidate.phone).toBe('7859916256');
  });

  test('may hold unknown fields', () => {
    expect(read({ ...withCandidate({ middle_name: 7 }), callback_version: [2] })).toEqual(read(full));
  });

  test('is read without what is no character', () => {
    const change = { first_name: 'La\u0000kita', last_name: 'Mar\ud83drero', phone: '\u0007' };
    const { candidate, jobTitle } = read({ ...withCandidate(change), job_title: 'Opera\u001btions' });
    expect([candidate, jobTitle]).toEqual([
      { firstName: 'La kita', lastName: 'Marrero', email: 'lakita@example.test' },
      'Opera tions',
    ]);
  });

  test('has names, a phone and a title of one line', () => {
    const change = { first_name: 'Ana\r\nBcc: x@y.example', last_name: 'No\u2028vak\u0085', phone: '1\n2' };
    const { candidate, jobTitle } = read({ ...withCandidate(change), job_title: 'Lead\n\tCook' });
    expect([candidate.firstName, candidate.lastName, candidate.phone, jobTitle]).toEqual([
      'Ana Bcc: x@y.example',
      'No vak',
      '1 2',
      'Lead Cook',
    ]);
  });

  test.each([
    'lakita@example.test\u200b',
    '\ufefflakita@example.test',
    'laki\u00adta@example.test',
    'mailto:lakita@example.test',
  ])('has an e-mail address without invisible characters: %j', (email) => {
    expect(read(withCandidate({ email })).candidate.email).toBe('lakita@example.test');
  });

  test('has ids without invisible characters', () => {
    expect(read({ ...full, interview_template_id: '123\u200b45 ', job_id: '\u20606789' })).toEqual(read(full));
  });

  test('may have names, a phone, a title and ids that are as long as a field may be', () => {
    const long = 'x'.repeat(limits.fieldCharacters);
    const names = { first_name: long, last_name: long, phone: long };
    const whole = { ...withCandidate(names), job_title: long, job_id: long, interview_template_id: long };
    expect(read(whole)).toMatchObject({
      templateId: long,
      candidate: { firstName: long, lastName: long, phone: long },
      jobId: long,
      jobTitle: long,
    });
  });

  test.each<[string, Body, Body]>([
    ['the last one alone', { first_name: undefined, last_name: ' Sukarno ' }, { lastName: 'Sukarno' }],
    ['the last one beside null', { first_name: null, last_name: 'Sukarno' }, { lastName: 'Sukarno' }],
    ['the last one beside a blank', { first_name: ' \u200b', last_name: 'Sukarno' }, { lastName: 'Sukarno' }],
    ['the first one beside a blank', { first_name: 'Lakita', last_name: '\t' }, { firstName: 'Lakita' }],
  ])('needs one name: %s', (_case, change, names) => {
    const { firstName, lastName } = read(withCandidate(change)).candidate;
    expect({ ...(firstName && { firstName }), ...(lastName && { lastName }) }).toEqual(names);
  });

  test('is read without the space around names and address', () => {
    const spaced = { first_name: ' Lakita ', last_name: 'Marrero\n', email: ' lakita@example.test ' };
    expect(read(withCandidate(spaced))).toEqual(read(full));
  });
});

describe('a wrong value', () => {
  const long = 'x'.repeat(limits.fieldCharacters + 1);

  test.each([
    ['interview_template_id', [], 'a string'],
    ['interview_template_id', true, 'a string'],
    ['interview_template_id', {}, 'a string'],
    ['interview_template_id', '', 'a string that is not empty'],
    ['interview_template_id', '  ', 'a string that is not empty'],
    ['interview_template_id', long, 'a string of at most 1,000 characters'],
    ['job_id', false, 'a string'],
    ['job_title', 5, 'a string'],
    ['job_title', long, 'a string of at most 1,000 characters'],
    ['callback_url', 5, 'a string'],
    ['callback_url', '', "an https address on one of Workable's hosts"],
    ['callback_url', 'https://evil.example/', "an https address on one of Workable's hosts"],
    ['candidate', 'Lakita', 'an object'],
    ['candidate', [], 'an object'],
    ['preferences', 'none', 'an object'],
    ['preferences', [], 'an object'],
  ])('of %s: %j', (field, value, wanted) => {
    expect(failureOf({ ...full, [field]: value })).toEqual({
      kind: 'invalid-field',
      message: `Invalid field: ${field} should be ${wanted}`,
    });
  });

  test.each([
    ['first_name', 5, 'a string'],
    ['first_name', '', 'a string that is not empty'],
    ['first_name', '\t', 'a string that is not empty'],
    ['first_name', long, 'a string of at most 1,000 characters'],
    ['last_name', {}, 'a string'],
    ['last_name', long, 'a string of at most 1,000 characters'],
    ['phone', true, 'a string'],
    ['email', 'lakita@example..test', 'an e-mail address'],
    ['phone', long, 'a string of at most 1,000 characters'],
    ['email', 5, 'a string'],
    ['email', '\u200b', 'an e-mail address'],
    ['email', 'mailto:', 'an e-mail address'],
    ['email', 'laki\u0000ta@example.test', 'an e-mail address'],
    ['email', '', 'an e-mail address'],
    ['email', 'lakita', 'an e-mail address'],
    ['email', 'lakita@example', 'an e-mail address'],
    ['email', 'lakita@example.', 'an e-mail address'],
    ['email', '@example.test', 'an e-mail address'],
    ['email', 'la kita@example.test', 'an e-mail address'],
    ['email', 'a@example.test,b@example.test', 'an e-mail address'],
    ['email', 'Lakita <lakita@example.test>', 'an e-mail address'],
    ['email', `${'x'.repeat(308)}@example.test`, 'an e-mail address'],
  ])('of candidate.%s: %j', (field, value, wanted) => {
    // One name is enough, so a blank one is wrong only where there is no other.
    const change = field === 'first_name' ? { last_name: null, [field]: value } : { [field]: value };
    expect(failureOf(withCandidate(change))).toEqual({
      kind: 'invalid-field',
      message: `Invalid field: candidate.${field} should be ${wanted}`,
    });
  });

  test.each(['interview_template_id', 'job_id', 'job_title', 'callback_url'])(
    'of %s may have a fake length that cannot be compared',
    (field) => {
      const value = { length: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) };
      const message = `Invalid field: ${field} should be a string`;
      expect(failureOf({ ...full, [field]: value })).toEqual({ kind: 'invalid-field', message });
    },
  );

  test('never shows in the message', () => {
    expect(failureOf(withCandidate({ email: 'secret person' })).message).not.toContain('secret');
  });

  test('is reported before a missing one', () => {
    expect(failureOf({ job_title: 5 }).message).toBe('Invalid field: job_title should be a string');
  });

  test('of the callback is reported before a missing template', () => {
    expect(failureOf({ callback_url: 'https://evil.example/' }).kind).toBe('invalid-field');
  });
});

describe('a missing field', () => {
  const { interview_template_id: _template, ...noTemplate } = full;
  const { callback_url: _callback, ...noCallback } = full;
  const { candidate: _candidate, ...noCandidate } = full;
  const { first_name: _name, last_name: _lastName, ...noName } = full.candidate;
  const { email: _email, ...noEmail } = full.candidate;

  test.each([
    ['interview_template_id', 'absent', noTemplate],
    ['interview_template_id', 'null', { ...full, interview_template_id: null }],
    ['callback_url', 'absent', noCallback],
    ['callback_url', 'null', { ...full, callback_url: null }],
    ['candidate.first_name', 'absent', { ...full, candidate: noName }],
    ['candidate.first_name', 'null', withCandidate({ first_name: null, last_name: null })],
    ['candidate.first_name', 'absent, and the other one blank', withCandidate({ first_name: null, last_name: ' ' })],
    ['candidate', 'absent', noCandidate],
    ['candidate', 'null', { ...full, candidate: null }],
    ['candidate.email', 'absent', { ...full, candidate: noEmail }],
    ['candidate.email', 'null', withCandidate({ email: null })],
    ['interview_template_id', 'the first of all that are absent', {}],
  ])('is %s: %s', (field, _, body) => {
    expect(failureOf(body)).toEqual({
      kind: 'missing-field',
      message: `Missing field: ${field} should be provided`,
    });
  });

  test('does not keep what is there from being known', () => {
    expect(parseCreate(noCandidate, () => true)).toMatchObject({ templateId: '12345', origin: { key: callbackUrl } });
  });
});
