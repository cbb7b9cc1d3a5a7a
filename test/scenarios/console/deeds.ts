import { only, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { makeManaged, managing } from '../../../testing/managed-account.ts';
import { untilDelivery, untilHistory } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { secrets } from '../../../testing/secrets.ts';
import { dragCandidate } from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import type { StageWorld } from '../../../testing/stage-world.ts';
import { createBody, until } from '../../../testing/world.ts';

type Fields = Record<string, string>;
/** `names`: what stands in the path for each of its names. `account`: in whose history it is, `default` as a rule. */
type Ready = { names?: Fields; fields?: Fields; account?: string };

/** An action of the console: what has to be so before it can be done, and the line that it leaves. */
export type Deed = { ready: (world: StageWorld) => Ready | Promise<Ready>; leaves: RegExp | 'nothing' };

const headers = { authorization: `Bearer ${secrets.operatorToken}` };
const api = async (world: StageWorld, path: string) => (await world.ask('GET', `/api/v1${path}`, { headers })).body;

async function answered(world: StageWorld, answer: { status: number; headers?: Fields }): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ ...answer, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  return sent;
}

async function failed(world: StageWorld): Promise<Sent> {
  const sent = await answered(world, { status: 404 });
  await untilDelivery(world, sent, 'failed');
  return sent;
}

/** All results of the account wait, as Workable has asked for it. */
async function waiting(world: StageWorld): Promise<Ready> {
  const sent = await answered(world, { status: 429, headers: { 'Retry-After': '3600' } });
  await untilHistory(world, sent, /rate-limited/);
  return { names: { name: 'default', destination: 'callback' } };
}

async function delivered(world: StageWorld): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  return sent;
}

/** Whether the vendor has the candidate is not known. */
async function unclear(world: StageWorld): Promise<Ready> {
  const path = 'job-interview-register-users';
  world.vendor.control.misbehave({ path, how: 'drop', times: 1 });
  await world.ask('POST', '/interviews', { body: createBody(world, {}) });
  const newest = async () => (await api(world, '/interviews?limit=1')).items[0];
  const { id } = await until('it waits for a person', async () => {
    const found = await newest();
    return found?.state === 'needs_decision' && found;
  });
  return { names: { id }, fields: { outcome: 'not_invited' } };
}

async function applied(world: StageWorld, fits: (item: { state: string; entries: unknown[] }) => boolean) {
  const candidate = await dragCandidate(world);
  return inTime(world, 'the application stands so', async () => {
    const { items } = await api(world, '/applications?account=default');
    const found = items.find((each: { candidate_id: string }) => each.candidate_id === candidate.id);
    return found && fits(found) && { names: { id: found.id as string } };
  });
}

const anyApplication = (world: StageWorld) => applied(world, () => true);

async function refusedEntry(world: StageWorld): Promise<Ready> {
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 422 } });
  const found = await applied(world, ({ entries }) => JSON.stringify(entries).includes('"failed"'));
  world.spi.behave();
  return found;
}

/** Without an address no candidate is invited, unless a person asks for it. */
async function blocked(world: StageWorld): Promise<Ready> {
  const candidate = world.spi.people.create({ stage: 'applied', email: null } as never);
  await world.spi.idle();
  world.spi.people.move(candidate.id, world.stage);
  await world.spi.idle();
  return inTime(world, 'it is blocked', async () => {
    const { items } = await api(world, '/applications?account=default&state=blocked');
    const found = items.find((each: { candidate_id: string }) => each.candidate_id === candidate.id);
    const isSaid = JSON.stringify(found?.entries ?? []).includes('"written"');
    return isSaid && { names: { id: found.id as string } };
  });
}

/** A webhook as a version would reject that did not know its shape yet. */
async function rejected(world: StageWorld): Promise<Ready> {
  const body = JSON.stringify(resultOf(await sendInterview(world)));
  const kept = { at: world.clock.now(), reason: 'Invalid field: id', body, bytes: Buffer.byteLength(body) };
  const id = await managing(world, ({ storage }) => storage.rejected.keep('default', kept));
  return { names: { id } };
}

let made = 0;
async function managed(world: StageWorld, more: Fields = {}): Promise<{ names: { name: string }; account: string }> {
  made += 1;
  const name = `customer-${made}`;
  await makeManaged(world, name, more);
  await until('the bridge knows the account', async () => {
    const { status } = await world.ask('GET', `/api/v1/accounts/${name}`, { headers });
    return status === 200;
  });
  return { names: { name }, account: name };
}

const versionOf = async (world: StageWorld, name: string): Promise<string> =>
  (await world.ask('GET', `/api/v1/accounts/${name}`, { headers })).headers.get('etag')?.replaceAll(/\D/g, '') ?? '';

async function setting(world: StageWorld, fields: Fields): Promise<Ready> {
  const { names, account } = await managed(world, { LANGUAGE: 'de' });
  return { names, account, fields: { version: await versionOf(world, account), setting: 'LANGUAGE', ...fields } };
}

/** A trigger of a stage that has none yet. */
async function trigger(world: StageWorld): Promise<Ready> {
  world.later(10_000);
  const body = { account: 'default', job: world.job, stage: 'phone-screen', template: world.template };
  const { items } = await api(world, '/triggers?account=default');
  const known = items.find((each: { stage: string }) => each.stage === body.stage);
  if (known) return { names: { name: 'default', id: known.id } };
  const added = await world.ask('POST', '/api/v1/triggers', { headers, body });
  return { names: { name: 'default', id: added.body.id } };
}

/** The trigger of the settings, of which is known who stood there before. */
async function settled(world: StageWorld): Promise<Ready> {
  const { items } = await api(world, '/triggers?account=default');
  return { names: { name: 'default', id: items.find((each: { is_fixed: boolean }) => each.is_fixed).id } };
}

const ofDefault = () => ({ names: { name: 'default' } });
const idOf = async (sent: Promise<Sent>) => ({ names: { id: (await sent).id } });
const sure = { sure: 'yes' };
const by = (did: string) => new RegExp(`${did}.*, by operator$`);

/** Every action of the console by its path. */
export const deeds: Readonly<Record<string, Deed>> = {
  '/accounts/:name/circuits/:destination/probe': { ready: waiting, leaves: by('probed the circuit: callback') },
  '/accounts/:name/circuits/:destination/close': { ready: waiting, leaves: by('closed the circuit') },
  '/search': { ready: () => ({ fields: { text: 'nothing-like-this' } }), leaves: 'nothing' },
  '/selected-interviews': {
    ready: async (world) => ({ fields: { id: (await failed(world)).id, which: 'ticked', do: 'replay' } }),
    leaves: by('replayed deliveries: 1'),
  },
  '/replay-interviews/queue': {
    ready: (world) => failed(world).then(() => ({ fields: { state: 'failed', rate: '500' } })),
    leaves: by('queued deliveries for replay'),
  },
  '/interviews/:id/deliver': { ready: (world) => idOf(failed(world)), leaves: by('replayed deliveries: 1') },
  '/interviews/:id/ask': { ready: (world) => idOf(sendInterview(world)), leaves: by('had the vendor asked: 1') },
  '/interviews/:id/dismiss': { ready: (world) => idOf(failed(world)), leaves: by('dismissed failed deliveries: 1') },
  '/interviews/:id/cancel': {
    ready: async (world) => ({ ...(await idOf(sendInterview(world))), fields: sure }),
    leaves: by('cancelled interviews: 1'),
  },
  '/interviews/:id/resend': {
    ready: (world) => idOf(sendInterview(world)),
    leaves: by('printed links of candidates: 1'),
  },
  '/interviews/:id/resolve': { ready: unclear, leaves: by('resolved') },
  '/interviews/:id/shared-link': { ready: (world) => idOf(delivered(world)), leaves: by('made shared links: 1') },
  '/interviews/:id/reveal': { ready: (world) => idOf(sendInterview(world)), leaves: by('revealed names') },
  '/interviews/:id/forget': { ready: (world) => idOf(sendInterview(world)), leaves: 'nothing' },
  '/interviews/:id/forget-now': {
    ready: async (world) => ({ ...(await idOf(delivered(world))), fields: sure }),
    leaves: by('erased a person'),
  },
  '/applications/:id/forget': { ready: anyApplication, leaves: 'nothing' },
  '/applications/:id/forget-now': {
    ready: async (world) => ({ ...(await anyApplication(world)), fields: sure }),
    leaves: by('erased a person'),
  },
  '/applications/:id/deliver': { ready: refusedEntry, leaves: by('replayed deliveries: 1') },
  '/applications/:id/dismiss': { ready: refusedEntry, leaves: by('dismissed failed deliveries: 1') },
  '/applications/:id/invite': { ready: blocked, leaves: by('had candidates invited again: 1') },
  '/applications/:id/reveal': { ready: anyApplication, leaves: by('revealed names') },
  '/failed/replay': {
    ready: (world) => failed(world).then(() => ({ fields: { rate: '500' } })),
    leaves: by('queued deliveries for replay'),
  },
  '/failed/dismiss': {
    ready: async (world) => ({ fields: { id: (await failed(world)).id } }),
    leaves: by('dismissed failed deliveries: 1'),
  },
  '/rejected/replay': { ready: (world) => rejected(world).then(() => ({})), leaves: by('replayed rejected webhooks') },
  '/rejected/:id/replay': { ready: rejected, leaves: by('replayed rejected webhooks: 1') },
  '/rejected/:id/reveal': { ready: rejected, leaves: by('revealed rejected webhooks: 1') },
  '/rejected/:id/delete': { ready: rejected, leaves: by('discarded rejected webhooks: 1') },
  '/rejected/delete': {
    ready: (world) => rejected(world).then(() => ({})),
    leaves: by('discarded rejected webhooks'),
  },
  '/new-account/make': {
    ready: () => ({
      account: 'initech',
      fields: {
        name: 'initech',
        VENDOR: 'jobmojito',
        JOBMOJITO_API_KEY: secrets.apiKey,
        JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret-of-initech',
      },
    }),
    leaves: by('created with'),
  },
  '/accounts/:name/pause': { ready: managed, leaves: by('paused') },
  '/accounts/:name/resume': {
    ready: async (world) => {
      const { names, account } = await managed(world);
      await world.ask('POST', `/api/v1/accounts/${account}/pause`, { headers });
      return { names, account };
    },
    leaves: by('resumed'),
  },
  '/accounts/:name/provider-tokens': { ready: managed, leaves: by('made provider token') },
  '/accounts/:name/provider-tokens/:id/retire': {
    ready: async (world) => {
      const { names, account } = await managed(world);
      const { provider_tokens: tokens } = await api(world, `/accounts/${account}`);
      return { names: { ...names, id: tokens[0].id }, account };
    },
    leaves: by('retired provider token'),
  },
  '/accounts/:name/connect-links': { ready: managed, leaves: by('made a connect link') },
  '/accounts/:name/connect-links/end': { ready: managed, leaves: by('ended all connect links') },
  '/accounts/:name/settings/set': {
    ready: (world) => setting(world, { value: 'fr' }),
    leaves: by('changed LANGUAGE'),
  },
  '/accounts/:name/settings/unset': { ready: (world) => setting(world, {}), leaves: by('changed LANGUAGE') },
  // Workable is asked, and nothing is kept of it.
  '/accounts/:name/api-token/check': {
    ready: async (world) => ({ ...(await managed(world)), fields: { token: 'made-up-token-0123456789' } }),
    leaves: 'nothing',
  },
  '/accounts/:name/remove/now': {
    ready: async (world) => {
      const { names, account } = await managed(world);
      return { names, account, fields: { version: await versionOf(world, account), confirmation: account } };
    },
    leaves: by('remov'),
  },
  '/accounts/:name/members/reveal': { ready: ofDefault, leaves: by('revealed members') },
  '/accounts/:name/test-sync/reveal': { ready: ofDefault, leaves: by('revealed candidates') },
  '/accounts/:name/test-sync/sample': {
    ready: (world) => ({ ...ofDefault(), fields: { sample: world.spi.people.create({ stage: world.stage }).id } }),
    leaves: by('wrote a sample comment: 1'),
  },
  '/accounts/:name/triggers/add': {
    ready: (world) => ({
      ...ofDefault(),
      fields: { job: world.job, stage: 'phone-screen', template: world.template },
    }),
    leaves: by('added the trigger: 1'),
  },
  '/accounts/:name/triggers/:id/off': { ready: trigger, leaves: by('changed the trigger: 1') },
  '/accounts/:name/triggers/:id/on': { ready: trigger, leaves: by('changed the trigger: 1') },
  '/accounts/:name/triggers/:id/template': {
    ready: async (world) => ({ ...(await trigger(world)), fields: { template: world.template } }),
    leaves: by('changed the trigger: 1'),
  },
  '/accounts/:name/triggers/:id/back-fill/start': { ready: settled, leaves: by('started a back-fill: 1') },
  '/accounts/:name/triggers/:id/back-fill/stop': { ready: settled, leaves: by('stopped a back-fill: 1') },
  '/accounts/:name/triggers/:id/remove': { ready: trigger, leaves: by('removed the trigger: 1') },
  '/accounts/:name/triggers/refresh': { ready: ofDefault, leaves: by('refreshed the triggers') },
  // There is something to say only after a long silence of Workable.
  '/accounts/:name/invitations/resume': { ready: ofDefault, leaves: 'nothing' },
};
