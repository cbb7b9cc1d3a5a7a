import { expect, test } from 'vitest';
import { linkVendor } from '../../../src/vendors/http/link.ts';

const invitation = {
  interviewId: 'acme_x1',
  templateId: 'a b/c&d',
  candidate: { firstName: 'Ana', email: 'ana@example.test' },
  expiresAt: 0,
};

function invited(link: string, ...webhookSecrets: string[]) {
  return linkVendor({ link, webhookSecrets, templates: [] }).invite(invitation);
}

// Computed by another implementation of HMAC.
test.each([
  ['its UTF-8 bytes', 'the-secret', '2lTDlSJ48dTOzyNuqLUE5tVxV-VmXsBmJpQqVgn2ugY'],
  ['what its base64 stands for', 'whsec_b2xkIHNlY3JldA==', 'lqkXTe3g31m5WHkjwy_uD1pD23_FP3cr-1Ra_vOiEHc'],
])('a link is signed with the first secret, of which %s are the key', async (_what, secret, signature) => {
  expect(await invited('https://vendor.example/i/{interview_id}?s={signature}', secret, 'another')).toEqual({
    link: `https://vendor.example/i/acme_x1?s=${signature}`,
    isEmailed: false,
  });
});

test('every placeholder is filled in, each time, and encoded', async () => {
  const { link } = await invited('https://vendor.example/{template_id}/{interview_id}#{template_id}', 'the-secret');
  expect(link).toBe('https://vendor.example/a%20b%2Fc%26d/acme_x1#a%20b%2Fc%26d');
});
