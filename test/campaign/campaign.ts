/** One kind of attack on the bridge's promises, repeatable from its options. */
export type Campaign = {
  /** One line for the usage. */
  summary: string;
  /** Whole numbers only; the seed determines all random choices of a run. */
  options: Record<string, { default: number; meaning: string }>;
  /** Resolves to whether every promise held. Throws if the campaign could not be completed. */
  run(options: Record<string, number>, print: (line: string) => void): Promise<boolean>;
};
