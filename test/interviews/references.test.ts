import { describe, expect, it } from 'vitest';
import { withReferences } from '../../src/interviews/references.ts';
import { limits } from '../../src/limits.ts';
import { givenRecord } from './given.ts';

const attempt = (attemptId: string) => ({ [attemptId]: { observed: {}, since: {} } }) as never;

describe('an interview', () => {
  it('is found by the ids and the link that the vendor gave it', () => {
    const record = givenRecord({ vendorRef: 'r', candidateLink: 'https://v.example/1', attempts: attempt('a') });
    expect(withReferences(record).references).toEqual(['r', 'https://v.example/1', 'a']);
  });

  it('stays to be found by those that were replaced or dropped', () => {
    const before = withReferences(givenRecord({ vendorRef: 'r', attempts: attempt('a') }));
    const after = withReferences({ ...before, vendorRef: 's', attempts: attempt('b') });
    expect(after.references).toEqual(['r', 'a', 's', 'b']);
  });

  it('is the same where there is nothing new', () => {
    const plain = givenRecord({});
    expect(withReferences(plain)).toBe(plain);
    const known = withReferences(givenRecord({ vendorRef: 'r' }));
    expect(withReferences(known)).toBe(known);
  });

  it('is found by a limited number, none of them long', () => {
    let record = givenRecord({ vendorRef: 'x'.repeat(limits.fieldCharacters + 1) });
    expect(withReferences(record)).toBe(record);
    for (let i = 0; i < limits.referencesOfRecord + 10; i += 1) {
      record = withReferences({ ...record, vendorRef: `r${i}` });
    }
    expect(record.references).toHaveLength(limits.referencesOfRecord);
    expect(record.references?.[0]).toBe('r0');
  });
});
