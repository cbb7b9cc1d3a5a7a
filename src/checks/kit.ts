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
  const report = await reportOf(kit, options, output.printError).catch(explain);
  if (typeof report === 'number') return report;
  if (options.junit !== undefined) await writeFile(options.junit, junitReport(report));
  if (options.json) output.printJson(jsonReport(report));
  else for (const line of textReport(report)) output.print(line);
  return countsOf(report).failed > 0 ? 1 : 0;

  function explain(error: unknown): number {
    if (error instanceof Misuse) {
      output.printError(error.message);
      return 2;
    }
    if (error instanceof KitError) output.printError(error.message);
    const cause = error instanceof KitError ? error.cause : error;
    for (const line of String(cause instanceof Error ? cause.stack : cause).split('\n')) output.printError(line);
    output.printError('This is a fault of the kit and says nothing about the server. Please report it.');
    return 3;
  }
}

async function reportOf<Subject>(kit: Kit<Subject>, options: KitOptions, say: Output['printError']): Promise<Report> {
  const known = kit.groups.flatMap(({ clauses }) => clauses.map(({ id }) => id));
  const only = readOnly(options.only, known);
  if (options.junit !== undefined) await checkWritable(options.junit);
  const http = openHttpClient({ connectTimeoutMs: limits.connectMs, maxSockets: 8 });
  try {
    const { subject, url, secrets, close } = await kit.open(http, say);
    let notes: readonly string[] = [];
    const clauses = await runClauses(kit.groups, subject, only).finally(async () => {
      notes = await close();
    });
    return { kit: kit.name, url, clauses: clauses.map((clause) => presented(clause, secrets)), notes };
  } finally {
    http.close();
  }
}
