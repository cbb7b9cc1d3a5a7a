import type { ServerCommand } from './command.ts';

export const sandboxCommand: ServerCommand = {
  name: 'sandbox',
  group: 'This program',
  summary: 'run a bridge with a sandbox of Workable and of a vendor, to try everything out',
  details:
    'It needs no settings and no account, only a redis-server on the PATH, or another Redis in SANDBOX_REDIS_URL. It writes data/dev/env in the working directory: settings for commands and curl in another terminal, and OPERATOR_TOKEN for the console. The log goes to the screen, until Ctrl-C. With --own-vendor the vendor is one that runs already, and the settings are written to data/own-vendor/env.',
  options: ['ownVendor'],
  examples: [
    ['bridge sandbox', 'then open the pages that it names'],
    ['bridge sandbox --own-vendor', 'your server between them'],
  ],
  needs: 'process',
};

export const demoCommand: ServerCommand = {
  name: 'demo',
  group: 'This program',
  summary: 'open a page with a sandbox of Workable, the bridge and a vendor, and their bad days',
  details:
    'It needs no settings and no account, only a redis-server on the PATH, or another Redis in SANDBOX_REDIS_URL. With --once it opens no page, but plays an interview through each door, and ends.',
  options: ['door', 'once'],
  examples: [
    ['bridge demo', 'the page, until Ctrl-C'],
    ['bridge demo --door provider --once', 'one door, and end'],
  ],
  needs: 'process',
};
