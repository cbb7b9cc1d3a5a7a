/** What is wrong with a field, as the vendor is told: by its name, and never with its value. */
const faults: Readonly<Record<string, string>> = {
  partner_interview_id: 'partner_interview_id should be a string or a whole number',
  partner_status: 'partner_status should be a string',
  partner_profile_url: 'partner_profile_url should be a web address, and is required once partner_status is complete',
  partner_score: 'partner_score should be a number or null',
  metadata: 'metadata should be an object',
  'metadata[]': 'metadata should be flat: each value a string, a number, a boolean or null',
};

export function faultOf(field: string): string {
  return faults[field] ?? `${field} could not be read`;
}
