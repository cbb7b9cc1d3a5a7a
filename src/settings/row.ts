import type { z } from 'zod';

/** One setting. Without a default and not optional it is required. */
export type SettingRow = {
  /** One line, for `.env.example` and for error messages. */
  readonly meaning: string;
  /**
   * From the text to the value. Its messages continue "NAME …" and never quote the text: it may be a misplaced secret.
   */
  readonly value: z.ZodType;
  readonly default?: string;
  readonly optional?: true;
  /** May come from the file named by NAME_FILE; an account of ACCOUNTS_FILE never takes it from the environment. */
  readonly secret?: true;
  /** About one company at Workable: no other account takes it from the environment, as it takes no secret. */
  readonly ofOneCompany?: true;
  /** Names a place on the bridge's machine: only who runs the bridge may set it. */
  readonly onThisMachine?: true;
  /** A caller who guesses it gets access. */
  readonly opens?: true;
  /** You make it up, and enter it at the other side where there is one: what `bridge init` makes of random bytes. */
  readonly made?: 'wpt_' | 'whsec_' | '';
  /** A list of secrets, each of which identifies the account of a request: no two accounts may share one. */
  readonly decidesAccount?: true;
};

/** Where an account leaves it out, the environment may say it. */
export function comesFromEnvironment({ secret, ofOneCompany }: SettingRow): boolean {
  return !secret && !ofOneCompany;
}

export type SettingRows = Readonly<Record<string, SettingRow>>;

export type ValuesOf<Rows extends SettingRows> = {
  [Name in keyof Rows]: Rows[Name] extends { optional: true }
    ? z.output<Rows[Name]['value']> | undefined
    : z.output<Rows[Name]['value']>;
};
