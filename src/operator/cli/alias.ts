import type { BridgeCommand } from './command.ts';

/** The same command under another name too. */
export function alias(name: string, command: BridgeCommand): BridgeCommand {
  const renamed = (line: string) => line.replace(`bridge ${command.name}`, `bridge ${name}`) as `bridge${string}`;
  const [first, ...others] = command.examples.map(([line, does]) => [renamed(line), does] as const);
  if (!first) return { ...command, name };
  return { ...command, name, examples: [first, ...others] };
}
