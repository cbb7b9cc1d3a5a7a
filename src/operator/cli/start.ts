import type { ServerCommand } from './command.ts';

export const startCommand: ServerCommand = {
  name: 'start',
  group: 'This program',
  summary: 'start the bridge, as "bridge" alone does',
  details: 'Settings come from the environment and from .env in the working directory.',
  examples: [['bridge start', 'serve until SIGTERM']],
  needs: 'process',
};
