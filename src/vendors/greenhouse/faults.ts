import type { ResponseError } from './contract.ts';

/** A whole answer has the name of its call. */
const noObject = 'the answer should be a JSON object';

/** What is wrong with an answer, as the vendor reads it: by its name, and never with its value. */
const faults: Readonly<Record<string, string>> = {
  send_test: noObject,
  test_status: noObject,
  partner_interview_id: 'partner_interview_id should be a string or a whole number',
  partner_status: 'partner_status should be a string',
  partner_profile_url: 'partner_profile_url should be a web address, and is required once partner_status is complete',
  partner_score: 'partner_score should be a number or null',
  metadata: 'metadata should be an object',
  'metadata[]': 'metadata should be flat: each value a string, a number, a boolean or null',
};

export function faultOf(name: string): string {
  return faults[name] ?? `${name} could not be read`;
}

/** The call whose answer has what is named: all names are of one answer. */
export function callOf(names: readonly string[]): ResponseError['api_call'] {
  return names.some((name) => name === 'send_test' || name === 'partner_interview_id') ? 'send_test' : 'test_status';
}
