import { describe, expect, test } from 'vitest';
import { pageHeaders } from '../../src/pages/headers.ts';
import { pageStyle } from '../../src/pages/style.ts';

function formAction(forms: Parameters<typeof pageHeaders>[0]['forms']): string | undefined {
  const policy = pageHeaders({ style: pageStyle, forms })['Content-Security-Policy'] ?? '';
  const directives = policy.split('; ');
  expect(directives).toHaveLength(5);
  return directives.find((directive) => directive.startsWith('form-action'));
}

describe('a form may lead', () => {
  test('nowhere where a page has none', () => {
    expect(formAction('none')).toBe("form-action 'none'");
  });

  test('to the bridge itself', () => {
    expect(formAction('self')).toBe("form-action 'self'");
  });

  test.each([
    ['https://vendor.example/interview?candidate=7#start', 'https://vendor.example'],
    ['https://VENDOR.example:8443/', 'https://vendor.example:8443'],
    ['http://localhost:8081/take', 'http://localhost:8081'],
    ['https://bewerbung.müller.example/', 'https://bewerbung.xn--mller-kva.example'],
    ['https://someone:secret@vendor.example/', 'https://vendor.example'],
  ])('on to the origin of %s', (leadTo, origin) => {
    expect(formAction({ leadTo })).toBe(`form-action 'self' ${origin}`);
  });

  test.each([
    'https://vendor.example;script-src/',
    "https://'unsafe-inline'/",
    'https://*/',
    'https://*.example/',
    'https://a,b/',
    'https://[::1]/',
    'data:text/html,x',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'vendor.example',
    '',
  ])('not on to %j, which no policy can name', (leadTo) => {
    expect(formAction({ leadTo })).toBe("form-action 'self'");
  });
});
