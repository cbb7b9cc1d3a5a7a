import { allSettings } from '../../settings/table.ts';
import { defaultVendor, vendors } from '../../vendors/registry.ts';
import { closest } from '../cli/closest.ts';
import type { Ask } from '../cli/command.ts';
import type { Texts } from './env-file.ts';
import type { Door } from './needed.ts';

type Say = (line: string) => void;

const doors = ['provider', 'stage', 'both'] as const satisfies readonly Door[];

/** Which of these words; nothing for the first. */
async function choose<Word extends string>(
  ask: Ask,
  say: Say,
  question: string,
  words: readonly Word[],
): Promise<Word> {
  for (;;) {
    const answer = (await ask(`${question} (${words.join(', ')}) [${words[0]}]: `)) || words[0];
    const found = words.find((word) => word === answer);
    if (found !== undefined) return found;
    const meant = closest(answer ?? '', words);
    say(`It should be one of ${words.join(', ')}${meant === undefined ? '' : `. Did you mean ${meant}?`}`);
  }
}

export async function askDoor(ask: Ask, say: Say): Promise<Door> {
  say('provider: Workable lists you as a video interview provider (needs a partnership with Workable).');
  say('stage: candidates in a stage of the pipeline are invited (needs an API token of the customer only).');
  return choose(ask, say, 'Which door of Workable?', doors);
}

export function askVendor(ask: Ask, say: Say): Promise<string> {
  const names = [defaultVendor, ...Object.keys(vendors).filter((name) => name !== defaultVendor)];
  return choose(ask, say, 'Who conducts the interviews?', names);
}

/** The value of a setting, or the suggested one; undefined where the person has none yet. */
export async function askSetting(ask: Ask, say: Say, name: string, suggested?: string): Promise<string | undefined> {
  const row = allSettings[name];
  say(row?.meaning ?? name);
  for (;;) {
    const answer = await ask(`${name}${suggested === undefined ? '' : ` [${suggested}]`}: `, {
      isSecret: row?.secret === true,
    });
    const text = answer === '' ? suggested : answer;
    if (text === undefined) return undefined;
    const read = row?.value.safeParse(text);
    if (!read || read.success) return text;
    say(`${name} ${read.error.issues[0]?.message ?? 'cannot be read'}`);
  }
}

/** Asks for what is not set of the settings named; what stays unanswered is left out. */
export async function askAll(ask: Ask, say: Say, names: readonly string[]): Promise<Texts> {
  const answers: Record<string, string> = {};
  for (const name of names) {
    const text = await askSetting(ask, say, name);
    if (text !== undefined) answers[name] = text;
  }
  return answers;
}
