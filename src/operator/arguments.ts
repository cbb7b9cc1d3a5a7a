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

/** The arguments a command accepts. */
export type Accepts = {
  maxPositionals: number;
  options: readonly OptionName[];
};

export type Arguments = { filters: Options; positionals: readonly string[]; wantsHelp: boolean };

/** The arguments after the name of a command, or what is wrong with them: none is ignored. */
export function parseArguments(args: string[], accepts: Accepts): Arguments | string {
  const accepted = Object.fromEntries(accepts.options.map((name) => [name, options[name]]));
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      options: { ...accepted, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      tokens: true,
    });
    const { help, ...filters } = values as Options & { help?: boolean };
    const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const repeated = given.find((name, at) => given.indexOf(name) !== at);
    if (help) return { filters, positionals, wantsHelp: true };
    if (repeated !== undefined) return `Option '--${repeated}' is given more than once`;
    const surplus = positionals[accepts.maxPositionals];
    if (surplus !== undefined) return `Unexpected argument "${surplus}"`;
    return { filters, positionals, wantsHelp: false };
  } catch (error) {
    // Only the first sentence of Node's message is for operators.
    const [problem = ''] = (error instanceof Error ? error.message : '').split(/\.\s/);
    return `${problem}. "bridge help" lists them all`;
  }
}

/** The name that was probably meant, for "did you mean"; undefined when none is close. */
export function closest(word: string, names: readonly string[]): string | undefined {
  const typed = word.slice(0, 40).toLowerCase();
  const best = names
    .map((name) => ({ name, distance: isPrefix(typed, name) ? 1 : distance(typed, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.min(3, Math.floor(best.name.length / 3))) ? best.name : undefined;
}

function isPrefix(typed: string, name: string): boolean {
  return typed.length > 2 && name.toLowerCase().startsWith(typed);
}

/** The Levenshtein distance. */
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
