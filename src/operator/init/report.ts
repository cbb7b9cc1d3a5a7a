import { vendors } from '../../vendors/registry.ts';
import type { PlainParts } from '../cli/command.ts';
import type { Texts } from './env-file.ts';
import type { Door } from './needed.ts';

type Done = {
  path: string;
  written: Texts;
  /** With what the environment has. */
  all: Texts;
  made: readonly string[];
  missing: readonly string[];
  door: Door;
};

/** What is to be entered elsewhere: the secrets among it are those that were made for the other side. */
export function printReport(done: Done, { print, printJson }: PlainParts): void {
  const { path, written, made, missing } = done;
  const enter = toEnter(done);
  print([{ text: `${path} is written, for you alone to read: ${Object.keys(written).length} settings`, tone: 'good' }]);
  print(`New secrets in it: ${made.join(', ')}`);
  for (const { where, lines } of enter) {
    print('');
    print(where);
    for (const line of lines) print(`  ${line}`);
  }
  print('');
  if (missing.length > 0)
    print(`Still missing in ${path}: ${missing.join(', ')}. Add them before you start the bridge`);
  print('Next: "bridge" starts it; then "bridge doctor", in another terminal, says whether all is right');
  printJson({ file: path, made, missing, enter });
}

function toEnter({ all, door }: Done): { where: string; lines: string[] }[] {
  const fill = (line: string) => line.replaceAll(/\{(\w+)\}/g, (_, name: string) => all[name] ?? `<${name}>`);
  const vendor = all.VENDOR ?? Object.keys(vendors)[0] ?? '';
  const ofVendor = vendors[vendor]?.toEnter ?? [];
  return [
    ...(door === 'stage' ? [] : [{ where: 'Give Workable, provider door:', lines: ofProvider.map(fill) }]),
    ...(door === 'provider' ? [] : [{ where: 'In Workable, stage door:', lines: ofStage }]),
    ...(ofVendor.length > 0 ? [{ where: `Enter at the vendor (${vendor}):`, lines: ofVendor.map(fill) }] : []),
  ];
}

const ofProvider = [
  'base URL        {PUBLIC_URL}',
  'provider token  {WORKABLE_PROVIDER_TOKEN}   (the customer pastes it: Settings → Integrations)',
];

const ofStage = [
  'nothing: the bridge subscribes to its webhooks by itself',
  'then choose whom to interview: bridge stage jobs default, bridge triggers add',
];
