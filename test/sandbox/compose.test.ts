import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readCompose } from '../../testing/compose.ts';

const { services } = readCompose('docker-compose.sandbox.yml');

test('the bridge of the sandbox in Docker knows its peers as they are started', () => {
  const { accounts } = readConfig(environmentOf('bridge'), () => '');
  const [vendor, workable, spi] = ['vendor', 'workable', 'workable-spi'].map(environmentOf);
  // The vendor knows no other ids.
  expect(vendor?.SANDBOX_TEMPLATE_ID).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(accounts).toMatchObject([
    {
      workable: {
        providerTokens: [workable?.SANDBOX_PROVIDER_TOKEN],
        callbackToken: workable?.SANDBOX_CALLBACK_TOKEN,
      },
      stage: {
        api: { tokens: [spi?.SANDBOX_API_TOKEN], apiUrl: `${spi?.SANDBOX_PUBLIC_URL}/spi/v3` },
        triggers: [{ template: vendor?.SANDBOX_TEMPLATE_ID }],
      },
    },
  ]);
});

/** As a process gets it: everything is text. */
function environmentOf(service: string): Record<string, string> {
  const entries = Object.entries(services[service]?.environment ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
