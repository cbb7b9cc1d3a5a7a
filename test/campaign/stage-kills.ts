import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign } from './campaign.ts';
import { audit } from './stage-kills/audit.ts';
import { type Kills, strike } from './stage-kills/blows.ts';
import { type Life, lifeOf } from './stage-kills/life.ts';
import { play, playProvider } from './stage-kills/play.ts';
import { openStage, type Stage } from './stage-kills/stage.ts';
import { randomOf } from './support/random.ts';

type Options = { candidates: number; providers: number; kills: number; workers: number; seed: number };
type Provider = Awaited<ReturnType<typeof playProvider>>;

const lookMs = 200;
/** A kill and the start after it, in seconds of the campaign's clock; the first few come at once. */
const killTakesS = 100;
const firstKills = 4;
/** Longer than any wait between two tries, by the real time. */
const restMs = 1_500;

/** Both doors, whose processes are killed at every step of writing a comment, and candidates who come and go. */
export const stageKills: Campaign = {
  summary:
    'the stage door beside the provider door: kill -9 at every step of writing a comment, webhooks lost and doubled',
  options: {
    candidates: { default: 200, meaning: 'who are moved in and out of the stage' },
    providers: { default: 40, meaning: 'interviews by the provider door meanwhile' },
    kills: { default: 150, meaning: 'in all' },
    workers: { default: 2, meaning: 'worker processes, beside two web processes' },
    seed: { default: 1, meaning: 'of all that is drawn' },
    within: { default: 180, meaning: 'seconds within which everything is as promised after the last kill' },
  },
  async run({ candidates = 0, providers = 0, kills = 0, workers = 0, seed = 0, within = 0 }, print) {
    const directory = await mkdtemp(join(tmpdir(), 'bridge-stage-kills-'));
    const stage = await openStage(directory, Math.max(1, workers));
    const ending = new AbortController();
    // Every candidate's life listens.
    setMaxListeners(0, ending.signal);
    try {
      const startedAt = Date.now();
      const options = { candidates, providers, kills, workers, seed };
      const { findings, struck, rows, recoveryMs } = await runAll(stage, options, within * 1000, ending.signal);
      for (const finding of findings.slice(0, 30)) print(`  ${finding}`);
      const dead = Object.entries(struck).map(([when, count]) => `${when} ${count}`);
      print(
        `${candidates} candidates, ${providers} interviews by the provider door, ${sum(struck)} kills (${dead.join(', ')}), ` +
          `${rows} rows on timelines, ${inSeconds(Date.now() - startedAt)}, recovered in ${inSeconds(recoveryMs)}: ` +
          `${findings.length} findings`,
      );
      if (findings.length > 0) print(`  logs: ${directory}`);
      else await rm(directory, { recursive: true, force: true });
      return findings.length === 0;
    } finally {
      ending.abort();
      await stage.close();
    }
  },
};

async function runAll(
  stage: Stage,
  { candidates, providers, kills, seed }: Options,
  withinMs: number,
  signal: AbortSignal,
) {
  // Kills meet writes as long as there are candidates who still have theirs before them.
  const all = Array.from({ length: candidates }, (_, i) =>
    lifeOf(seed, i, Math.max(60, (kills - firstKills) * killTakesS)),
  );
  const lives = all.map((life) => play(stage, life, signal));
  const others = Array.from({ length: providers }, (_, i) => playProvider(stage, i, signal));
  const striking = strike(stage, randomOf('stage-kills', seed), kills, signal);
  // They wait for invitations, and so does this.
  const playing = Promise.all([Promise.all(lives), Promise.all(others)]);
  playing.catch(() => undefined);
  const struck = await striking;
  stage.spi.behave();
  const ceasedAt = Date.now();
  const played = await Promise.race([playing, sleep(withinMs, undefined, { signal })]);
  if (!played) return { findings: uninvited(stage, all), struck, rows: 0, recoveryMs: withinMs };
  const [truths, created] = played;
  const look = () => [...audit(truths, stage), ...auditProviders(stage, created), ...ownEnds(stage)];
  let findings = look();
  while (findings.length > 0 && Date.now() < ceasedAt + withinMs) {
    await sleep(lookMs);
    findings = look();
  }
  const recoveryMs = Date.now() - ceasedAt;
  await sleep(restMs);
  const rows = truths.reduce((all, { id }) => all + stage.spi.comments(id).length, 0);
  return { findings: look(), struck, rows, recoveryMs };
}

/** Who has not been invited by now, and what their timelines say. */
function uninvited({ spi, isInvited }: Stage, lives: readonly Life[]): string[] {
  const missing = lives.filter(({ does, email }) => does !== 'passes' && !isInvited(email));
  const headlines = (email: string) => {
    const id = spi.candidates().find((each) => each.email === email)?.id;
    return id === undefined ? ['not there'] : spi.comments(id).map(({ body }) => body?.slice(0, 60));
  };
  return [
    'missing: not every life came to its end',
    ...missing.map(
      ({ email, does }) => `missing: no invitation: ${email}, who ${does}: ${headlines(email).join(' | ')}`,
    ),
  ];
}

function auditProviders({ workable, vendor }: Stage, created: readonly Provider[]): string[] {
  return created.flatMap(({ email, callbackUrl, score }) => {
    const count = vendor.control.invitations.filter((each) => each.email === email).length;
    const told = workable.control.latest(callbackUrl)?.interview?.score;
    return [
      ...(count === 1 ? [] : [`DOUBLE: ${count} invitations: ${email}`]),
      ...(told === score ? [] : [`missing: no callback with ${score}: ${email}`]),
    ];
  });
}

function ownEnds({ all }: Stage): string[] {
  const count = all.reduce((total, each) => total + each.ownEnds(), 0);
  return count === 0 ? [] : [`${count} processes ended by themselves`];
}

function sum(kills: Kills): number {
  return Object.values(kills).reduce((all, each) => all + each, 0);
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
