import type { KitOptions } from '../checks/options.ts';
import type { PlainParts } from './cli/command.ts';
import type { OptionName } from './cli/options.ts';

/** What both check kits add to the exit statuses of commands. */
export const checkExitStatuses = ['3  the check itself failed, which says nothing about the server'];

/** What both check kits take. */
export const sharedCheckOptions = [
  'tokenFile',
  'template',
  'email',
  'wait',
  'port',
  'only',
  'junit',
  'insecure',
  'json',
] as const satisfies readonly OptionName[];

export function checkOptions({ options, args, checkToken, userAgent }: PlainParts): KitOptions {
  const { tokenFile, template, email, wait, port, only, junit, insecure, json } = options;
  const given = { tokenFile, template, email, wait, port, only, junit, insecure, json };
  return { ...given, url: args[0] ?? '', token: checkToken, userAgent };
}
