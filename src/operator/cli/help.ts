import type { Example } from './command.ts';

export const introduction = `Run the bridge between Workable and vendors of AI interviews, and see to its data.

Without a command the bridge starts. Commands work beside the running bridge and need the same settings; help, --version and completion need none.`;

export const allExamples: readonly Example[] = [
  ['bridge doctor', 'what is wrong, and what to do about it'],
  ['bridge interviews --state delivering --limit 20', 'the newest results that Workable does not have yet'],
  ['bridge help replay', 'how to deliver again'],
];

const exitStatuses = ['0  done', '1  something is wrong, or was not found', '2  wrong use of the command'];

export function textOfExitStatuses(more: readonly string[] = []): string {
  return ['Exit status:', ...exitStatuses.concat(more).map((line) => `  ${line}`)].join('\n');
}

export function textOfExamples(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return ['Examples:', ...examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`)].join('\n');
}

/** The package holds no documents, and messages name some. */
export function textOfDocuments(repository: string | undefined): string {
  return `Documents: what is named docs/… is in the repository${repository === undefined ? '.' : `, ${repository}`}`;
}
