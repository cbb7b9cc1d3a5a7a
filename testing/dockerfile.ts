import { readFileSync } from 'node:fs';

/** `words`: the rest of its line, joined where it was continued. */
export type Instruction = { name: string; words: string };

/** What begins with a FROM. */
export type DockerStage = { name: string; from: string; instructions: Instruction[] };

/** A COPY without options but `--from`. */
export type Copy = { from: string | undefined; sources: string[]; target: string };

export function readDockerfile(path = 'Dockerfile'): DockerStage[] {
  const text = readFileSync(path, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ');
  const stages: DockerStage[] = [];
  for (const line of text.split('\n')) {
    const [, name = '', words = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push(stageOf(words));
    else if (name !== '') stages.at(-1)?.instructions.push({ name, words });
    else if (line !== '') throw new Error(`${line} is no instruction`);
  }
  return stages;
}

/** `--platform=… image AS name` */
function stageOf(words: string): DockerStage {
  const [from = '', , name = 'final'] = words.split(' ').filter((word) => !word.startsWith('--'));
  return { name, from, instructions: [] };
}

export function copiesOf({ instructions }: DockerStage): Copy[] {
  return instructions.filter(({ name }) => name === 'COPY').map(copyOf);
}

export function copyOf({ words }: Instruction): Copy {
  const [, from] = /^--from=(\S+) /.exec(words) ?? [];
  const paths = words.replace(/^--from=\S+ /, '').split(' ');
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}

/** The words of a command in exec form, which needs no shell. Throws for any other form. */
export function execForm(words: string): string[] {
  return JSON.parse(words);
}
