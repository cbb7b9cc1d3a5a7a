import { checkVendor } from '../checks/vendor/check-vendor.ts';
import { checkExitStatuses, checkOptions, sharedCheckOptions } from './check-options.ts';
import type { PlainCommand } from './cli/command.ts';

export const checkVendorCommand: PlainCommand = {
  name: 'check-vendor',
  group: 'Check a server',
  summary: 'play the bridge against a server of the vendor contract, and report every clause',
  details:
    'Makes interviews for a made-up candidate, whom the vendor may mail: not for production. See docs/check-your-server.md.\n' +
    'With --json the report is one document, on one line.',
  exitStatuses: checkExitStatuses,
  args: [{ name: '<url>', does: 'where the vendor serves the contract' }],
  options: [...sharedCheckOptions, 'notifyUrl', 'webhookSecretFile', 'ask', 'interview', 'refusedEmail'],
  examples: [
    ['bridge check-vendor http://localhost:3000 --token-file token', 'all that needs no candidate'],
    ['bridge check-vendor https://staging.vendor.example --email me@vendor.example --wait 600', 'a whole interview'],
    ['bridge check-vendor http://localhost:3000 --only V24 --json', 'one clause, for a program'],
  ],
  needs: 'nothing',
  run: (parts) => {
    const { notifyUrl, webhookSecretFile, ask, interview, refusedEmail } = parts.options;
    const own = { notifyUrl, webhookSecretFile, ask, interview, refusedEmail };
    return checkVendor({ ...checkOptions(parts), ...own }, parts);
  },
};
