import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const services = readFileSync('docker-compose.yml', 'utf8').split(/^ {2}(?=[\w-]+:$)/m);

test('the bridge of the sandbox in Docker knows its peers as they are started', () => {
  const bridge = environmentOf('sandbox-bridge');
  const { accounts } = readConfig(bridge, () => '');
  const [vendor, workable, spi] = ['sandbox-vendor', 'sandbox-workable', 'sandbox-workable-spi'].map(environmentOf);
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

/** Lines such as `PORT: 8083`, and values in quotes. */
function environmentOf(service: string): Record<string, string> {
  const text = services.find((each) => each.startsWith(`${service}:\n`)) ?? '';
  const lines = [...text.matchAll(/^ {6}([A-Z_]+): (?:'(.*)'|"(.*)"|(\S+))$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', ...values]) => [name, values.find((each) => each !== undefined) ?? '']),
  );
}
