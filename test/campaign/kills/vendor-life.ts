import { setTimeout as sleep } from 'node:timers/promises';
import { openEventLog } from '../../../sandbox/event-log.ts';
import { type Progress, playCandidates } from './candidate.ts';
import type { VendorLifeKept } from './kept.ts';
import { vendorNamed } from './vendors/vendors.ts';

/** The process of the vendor: its server, and the candidates who come as soon as they are invited. */
const {
  PORT,
  EVENT_LOG = '',
  SEED,
  VENDOR = '',
  BRIDGES = '',
  API_KEY = '',
  WEBHOOK_SECRET = '',
  MAIL_LOG = '',
} = process.env;
const lookMs = 50;

const eventLog = openEventLog<VendorLifeKept>(EVENT_LOG);
const progress = progressOf();
const ended = new Set(eventLog.read('ended'));
const bridges = BRIDGES.split(',');
const vendor = vendorNamed(VENDOR);
const stage = await vendor.open({
  port: Number(PORT),
  secrets: { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET },
  logFile: EVENT_LOG,
  mailLog: MAIL_LOG,
  bridges,
});

const play = playCandidates({ stage, eventLog, bridges });
const playing = new Set<string>();
for (;;) {
  for (const person of stage.guests()) {
    if (playing.has(person) || ended.has(person)) continue;
    playing.add(person);
    void play(
      person,
      vendor.lifeOf(Number(SEED), person),
      progress.get(person) ?? { last: undefined, isAcknowledged: false },
    );
  }
  await sleep(lookMs);
}

function progressOf(): Map<string, Progress> {
  const acknowledged = new Set(eventLog.read('acknowledged').map(({ person, act }) => `${person} ${act}`));
  const found = new Map<string, Progress>();
  for (const last of eventLog.read('sent')) {
    found.set(last.person, { last, isAcknowledged: acknowledged.has(`${last.person} ${last.act}`) });
  }
  return found;
}
