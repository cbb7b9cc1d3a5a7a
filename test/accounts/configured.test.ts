import { expect, it, onTestFinished } from 'vitest';
import { createDirectory } from '../../src/accounts/directory.ts';
import type { BridgeAccount } from '../../src/bridge-accounts.ts';
import { configure, openSources } from '../../src/bridge-managed.ts';
import { readConfig } from '../../src/config.ts';
import { openHttpClient } from '../../src/http/request.ts';
import { reportAddresses } from '../../src/reports/address.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';

const publicUrl = 'https://bridge.example';
const mail = { SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
const vendors = {
  jobmojito: { JOBMOJITO_API_KEY: 'a-key', JOBMOJITO_WEBHOOK_SECRET: 'a-webhook-secret-1', ...mail },
  http: {
    VENDOR: 'http',
    VENDOR_URL: 'https://vendor.example/bridge',
    VENDOR_TOKEN: 'a-vendor-token',
    VENDOR_WEBHOOK_SECRET: 'a-webhook-secret-2',
  },
  ribbon: { VENDOR: 'ribbon', RIBBON_API_KEY: 'a-key', RIBBON_WEBHOOK_SECRET: 'a-webhook-secret-3', ...mail },
  greenhouse: {
    VENDOR: 'greenhouse',
    GREENHOUSE_LIST_TESTS_URL: 'https://vendor.example/list_tests',
    GREENHOUSE_SEND_TEST_URL: 'https://vendor.example/send_test',
    GREENHOUSE_TEST_STATUS_URL: 'https://vendor.example/test_status',
    GREENHOUSE_API_KEY: 'a-key',
  },
};
type Name = keyof typeof vendors;

/** What stands in ACCOUNTS_FILE: an account of each vendor, called as that is. */
function configOf(changes: Partial<Record<Name, Record<string, string>>> = {}) {
  const accounts = Object.entries(vendors).map(([name, settings]) => {
    const common = {
      WORKABLE_PROVIDER_TOKEN: `provider-token-of-${name}`,
      WORKABLE_CALLBACK_TOKEN: 'a-callback-token',
    };
    return [name, { ...common, ...settings, ...changes[name as Name] }];
  });
  const file = JSON.stringify({ accounts: Object.fromEntries(accounts) });
  return readConfig({ PUBLIC_URL: publicUrl, ACCOUNTS_FILE: 'accounts.json' }, () => file);
}

it('accounts that are configured anew stay what they are, but for those whose settings changed', async () => {
  const config = configOf();
  const storage = await openStorage({ redisUrl: await emptyDatabase(), dataDir: '', dataKeys: [] }, 'guest');
  onTestFinished(() => storage.close());
  const http = openHttpClient({ connectTimeoutMs: 1000, maxSockets: 1 });
  const addresses = reportAddresses(publicUrl);
  const accountParts = {
    http: { vendor: http, callbacks: http },
    addresses,
    publicUrl,
    userAgent: 'test',
    now: Date.now,
  };
  const directory = createDirectory<BridgeAccount>();
  const sources = openSources({ config, storage, directory, accountParts });
  expect(directory.all().map(({ name }) => name)).toEqual(['greenhouse', 'http', 'jobmojito', 'ribbon']);
  const changed: string[] = [];
  directory.follow(({ name, before }) => void (before && changed.push(name)));

  configure(sources, configOf().accounts, accountParts);
  expect(changed).toEqual([]);
  // It ends as the one before did, so what is shown of it is the same.
  configure(sources, configOf({ ribbon: { RIBBON_API_KEY: 'b-key' } }).accounts, accountParts);
  expect(changed).toEqual(['ribbon']);
  configure(sources, configOf({ http: { RETENTION: '30d' } }).accounts, accountParts);
  expect(changed.slice(1).sort()).toEqual(['http', 'ribbon']);
});
