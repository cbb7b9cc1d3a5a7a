/**
 * A whole number. `choices`: on the command line it is one of these words, and to `run` its place among them.
 */
export type Option = { default: number; choices?: readonly string[]; meaning: string };

/** One kind of attack on the bridge's promises, repeatable from its options. */
export type Campaign = {
  /** One line for the usage. */
  summary: string;
  /** The seed determines all random choices of a run. */
  options: Record<string, Option>;
  /** What this machine or checkout lacks for it, in a sentence; undefined where nothing is lacking. */
  lacks?(): string | undefined;
  /** Resolves to whether every promise held. Throws if the campaign could not be completed. */
  run(options: Record<string, number>, print: (line: string) => void): Promise<boolean>;
};
