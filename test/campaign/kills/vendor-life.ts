import { setTimeout as sleep } from 'node:timers/promises';
import { openEventLog } from '../../../sandbox/event-log.ts';
import { startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { type Progress, playCandidates } from './candidate.ts';
import type { VendorLifeKept } from './kept.ts';
import { lifeOf } from './plot.ts';
import { createPostWebhook } from './post-webhook.ts';

/** The process of the vendor: its server, and the candidates who come as soon as they are invited. */
const { PORT, EVENT_LOG = '', SEED, BRIDGES = '', API_KEY = '', WEBHOOK_SECRET = '' } = process.env;
const lookMs = 50;

const eventLog = openEventLog<VendorLifeKept>(EVENT_LOG);
const progress = progressOf();
const ended = new Set(eventLog.read('ended'));
const { control } = await startSandboxVendor({ port: Number(PORT), apiKey: API_KEY, eventLog });
// They are sent from here, so that what is sent again is the newest.
control.dropWebhooks = true;

const bridges = BRIDGES.split(',');
const play = playCandidates({ control, eventLog, bridges, post: createPostWebhook(WEBHOOK_SECRET) });
const playing = new Set<string>();
for (;;) {
  for (const invitation of control.invitations) {
    const { email } = invitation;
    if (playing.has(email) || ended.has(email)) continue;
    playing.add(email);
    void play(
      invitation,
      lifeOf(Number(SEED), email),
      progress.get(email) ?? { last: undefined, isAcknowledged: false },
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
