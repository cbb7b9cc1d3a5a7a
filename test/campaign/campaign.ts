/** One kind of attack on the bridge's promises, repeatable from its options. */
export type Campaign = {
  /** One line for the usage. */
  summary: string;
  /** Whole numbers only; a seed makes everything drawn in a run. */
  options: Record<string, { default: number; meaning: string }>;
  /** Resolves to whether every promise held. Throws when it could not be carried through. */
  run(options: Record<string, number>, print: (line: string) => void): Promise<boolean>;
};
