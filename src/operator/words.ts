import { parseArgs } from 'node:util';

const options = {
  account: { type: 'string' },
  state: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  rate: { type: 'string' },
  yes: { type: 'boolean' },
  'trust-clear': { type: 'boolean' },
} as const;

export type OptionName = keyof typeof options;
export type Options = {
  [Name in OptionName]?: ((typeof options)[Name]['type'] extends 'boolean' ? boolean : string) | undefined;
};

/** What may follow the name of a command. */
export type Takes = {
  /** So many words at most. */
  words: number;
  options: readonly OptionName[];
};

export type Words = { filters: Options; positionals: readonly string[]; asksForHelp: boolean };

/** The words behind the name of a command, or what is wrong with them: nothing is passed over that somebody meant. */
export function readWords(args: string[], takes: Takes): Words | string {
  const taken = Object.fromEntries(takes.options.map((name) => [name, options[name]]));
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      options: { ...taken, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      tokens: true,
    });
    const { help, ...filters } = values as Options & { help?: boolean };
    const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const twice = given.find((name, at) => given.indexOf(name) !== at);
    if (help) return { filters, positionals, asksForHelp: true };
    if (twice !== undefined) return `Option '--${twice}' is given more than once`;
    const surplus = positionals[takes.words];
    if (surplus !== undefined) return `"${surplus}" is one word too many`;
    return { filters, positionals, asksForHelp: false };
  } catch (error) {
    // What Node adds after its first sentence is for programmers.
    const [fault = ''] = (error instanceof Error ? error.message : '').split(/\.\s/);
    return `${fault}. "bridge help" lists them all`;
  }
}

/** The name that somebody may have meant; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const typed = word.slice(0, 40).toLowerCase();
  const near = names
    .map((name) => ({ name, distance: isBeginning(typed, name) ? 1 : distance(typed, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.min(3, Math.floor(near.name.length / 3))) ? near.name : undefined;
}

function isBeginning(typed: string, name: string): boolean {
  return typed.length > 2 && name.toLowerCase().startsWith(typed);
}

/** How many letters have to be put in, taken out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
