import type { GreenhouseVendor } from '../../../sandbox/greenhouse/server.ts';
import type { GreenhouseSettings } from '../../../src/vendors/greenhouse/settings.ts';

/** The settings for a fake vendor whose key is `the-key`. */
export function settingsAt({ urls }: Pick<GreenhouseVendor, 'urls'>): GreenhouseSettings {
  return {
    listTests: { url: urls.listTests, setting: 'GREENHOUSE_LIST_TESTS_URL' },
    sendTest: { url: urls.sendTest, setting: 'GREENHOUSE_SEND_TEST_URL' },
    testStatus: { url: urls.testStatus, setting: 'GREENHOUSE_TEST_STATUS_URL' },
    responseError: { url: urls.responseError, setting: 'GREENHOUSE_RESPONSE_ERROR_URL' },
    apiKey: 'the-key',
    repeat: 'mails-twice',
    failedStatuses: [],
    lastName: '-',
  };
}
