import { writeFile } from 'node:fs/promises';
import { type HttpClient, openHttpClient } from '../http/request.ts';
import { limits } from '../limits.ts';
import type { ClauseGroup } from './clause.ts';
import { checkWritable, type KitOptions, Misuse, readOnly } from './options.ts';
import { junitReport } from './report/junit.ts';
import { countsOf, jsonReport, presented, type Report } from './report/report.ts';
import { type Line, textReport } from './report/text.ts';
import { KitError, runClauses } from './runner.ts';

/** Escapes for a terminal what it prints, and knows whether there may be colours. */
export type Output = {
  print: (line: Line) => void;
  printJson: (document: object) => void;
  /** Progress and errors, for standard error. */
  printError: (line: string) => void;
};

/** Shorter in tests. */
export type Pace = { callMs: number; pollMs: number; settleMs: number };

export const usualPace: Pace = { callMs: limits.vendorCallMs, pollMs: 1_000, settleMs: 3_000 };

export type Opened<Subject> = {
  subject: Subject;
  url: string;
  /** Never shown, wherever the server repeats them. */
  secrets: readonly string[];
  /** Takes back what can be taken back, and says what cannot. */
  close(): Promise<readonly string[]>;
};

type Kit<Subject> = {
  name: Report['kit'];
  groups: readonly ClauseGroup<Subject>[];
  /** Reads the options and says what is going to happen. Throws Misuse. */
  open(http: HttpClient, say: (line: string) => void): Promise<Opened<Subject>>;
};

/** From options to an exit status: 0 all passed, 1 something failed, 2 wrong use, 3 the kit itself failed: no result. */
export async function runKit<Subject>(kit: Kit<Subject>, options: KitOptions, output: Output): Promise<number> {
  const say = output.printError;
  const http = openHttpClient({ connectTimeoutMs: limits.connectMs, maxSockets: 8 });
  try {
    const known = kit.groups.flatMap(({ clauses }) => clauses.map(({ id }) => id));
    const only = readOnly(options.only, known);
    if (options.junit !== undefined) await checkWritable(options.junit);
    return await report(kit, await kit.open(http, say), only, options, output);
  } catch (error) {
    if (error instanceof Misuse) {
      say(error.message);
      return 2;
    }
    for (const line of messageOf(error).split('\n')) say(line);
    say('This is a fault of the kit and says nothing about the server. Please report it.');
    return 3;
  } finally {
    http.close();
  }
}

async function report<Subject>(
  { name, groups }: Kit<Subject>,
  { subject, url, secrets, close }: Opened<Subject>,
  only: ReadonlySet<string> | undefined,
  { json, junit }: KitOptions,
  { print, printJson }: Output,
): Promise<number> {
  let notes: readonly string[] = [];
  const clauses = await runClauses(groups, subject, only).finally(async () => {
    notes = await close();
  });
  const told: Report = { kit: name, url, clauses: clauses.map((clause) => presented(clause, secrets)), notes };
  if (junit !== undefined) await writeFile(junit, junitReport(told));
  if (json) printJson(jsonReport(told));
  else for (const line of textReport(told)) print(line);
  return countsOf(told).failed > 0 ? 1 : 0;
}

function messageOf(error: unknown): string {
  if (error instanceof KitError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
