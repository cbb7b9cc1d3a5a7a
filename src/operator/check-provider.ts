import { checkProvider } from '../checks/provider/check-provider.ts';
import { checkExitStatuses, checkOptions, sharedCheckOptions } from './check-options.ts';
import type { PlainCommand } from './cli/command.ts';

export const checkProviderCommand: PlainCommand = {
  name: 'check-provider',
  group: 'Check a server',
  summary: 'play Workable against a video interview provider, and report every clause',
  details:
    'Makes interviews for a made-up candidate, who may be mailed: not for production. See docs/check-your-server.md.\n' +
    'With --json the report is one document, on one line.',
  exitStatuses: checkExitStatuses,
  args: [{ name: '<base-url>', does: 'the base URL that Workable would call' }],
  options: [...sharedCheckOptions, 'callbackUrl', 'callbackTokenFile'],
  examples: [
    ['bridge check-provider http://localhost:8080 --token-file token', 'all that needs no candidate'],
    [
      'bridge check-provider https://staging.example --callback-url https://tunnel.example --port 9000 --wait 600',
      'all',
    ],
    ['bridge check-provider http://localhost:8080 --junit check.xml', 'for a build server'],
  ],
  needs: 'nothing',
  run: (parts) => {
    const { callbackUrl, callbackTokenFile } = parts.options;
    const own = { callbackUrl, callbackTokenFile };
    return checkProvider({ ...checkOptions(parts), ...own }, parts);
  },
};
