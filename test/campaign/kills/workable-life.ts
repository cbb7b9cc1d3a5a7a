import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventLog } from '../../../sandbox/event-log.ts';
import { createCallBridge } from '../../../sandbox/workable/call-bridge.ts';
import { startSandboxWorkable } from '../../../sandbox/workable/server.ts';
import type { BridgeAnswer, CreatedBody, TemplatesBody } from '../../../sandbox/workable/types.ts';
import { randomOf } from '../support/random.ts';
import { type Created, pathOf, personOf, type WorkableLifeKept } from './kept.ts';

/** The process of Workable: its server, and recruiters who request interviews until each is accepted. */
const {
  PORT,
  EVENT_LOG = '',
  SEED = '',
  BRIDGES = '',
  PROVIDER_TOKEN = '',
  CALLBACK_TOKEN = '',
  LAST_CALL = '',
} = process.env;
/** At most so many creates wait for their answer. */
const mostPending = 60;
const meanPauseMs = 300;
const retryMs = 100;

const eventLog = openEventLog<WorkableLifeKept>(EVENT_LOG);
const bridges = BRIDGES.split(',');
const [firstBridge = ''] = bridges;
const { url } = await startSandboxWorkable({
  port: Number(PORT),
  bridgeUrl: firstBridge,
  providerToken: PROVIDER_TOKEN,
  callbackToken: CALLBACK_TOKEN,
  eventLog,
});
const callers = bridges.map((bridge) => createCallBridge(bridge, PROVIDER_TOKEN));
let turn = 0;

const [known] = eventLog.read('template');
const templateId = known ?? (await firstTemplate());
eventLog.write('template', 'all', templateId);
const requested = eventLog.read('requested');
const created = new Map(eventLog.read('created').map((each) => [each.number, each]));
const repeated = new Set(eventLog.read('repeated').map(({ number }) => number));
let pending = 0;
for (const number of requested) void see(number);

/** New interviews until the file of that name is there. */
for (let number = requested.length; !existsSync(LAST_CALL); ) {
  await sleep(-Math.log(1 - randomOf('arrival', SEED, number).next()) * meanPauseMs);
  if (pending >= mostPending) continue;
  eventLog.write('requested', String(number), number);
  void see(number);
  number += 1;
}

async function see(number: number): Promise<void> {
  const random = randomOf('create', SEED, number);
  const isRepeated = random.chance(0.3);
  const pauseMs = random.whole(0, 3_000);
  const first = created.get(number) ?? (await create(number, 'created'));
  if (!isRepeated || repeated.has(first.number)) return;
  await sleep(pauseMs);
  await create(number, 'repeated');
}

async function create(number: number, kind: 'created' | 'repeated'): Promise<Created> {
  pending += 1;
  const body = {
    interview_template_id: templateId,
    callback_url: `${url}${pathOf(number)}`,
    candidate: { first_name: 'Ines', email: personOf(number) },
  };
  for (;;) {
    const answer = await ask<CreatedBody>('POST', '/interviews', body);
    const { interview_id: interviewId, message = '' } = answer?.body ?? {};
    if (answer?.status === 201 && interviewId) {
      pending -= 1;
      const known = { number, interviewId };
      eventLog.write(kind, String(number), known);
      return known;
    }
    if (answer && answer.status !== 503) {
      eventLog.write('unexpected', `${number} ${answer.status}`, `a create was answered ${answer.status} ${message}`);
    }
    await sleep(retryMs);
  }
}

async function firstTemplate(): Promise<string> {
  for (;;) {
    const [template] = (await ask<TemplatesBody>('GET', '/interview-templates'))?.body.interview_templates ?? [];
    if (template) return template.id;
    await sleep(retryMs);
  }
}

/** Undefined when the process is not there, or is killed before it answers. */
function ask<Body>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<BridgeAnswer<Body> | undefined> {
  turn += 1;
  return (
    callers[turn % callers.length]?.<Body>(method, path, body).catch(() => undefined) ?? Promise.resolve(undefined)
  );
}
