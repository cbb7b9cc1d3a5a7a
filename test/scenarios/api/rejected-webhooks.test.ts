import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openStorage, type Storage } from '../../../src/store/open.ts';
import { openWorldOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { type ApiWorld, everyItem, openApiWorld } from '../../../testing/api.ts';
import { bridgeCommand, untilHistory } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';

let world: ApiWorld;
let storage: Storage;
beforeAll(async () => {
  world = await openApiWorld(openWorldOf(['globex']));
  storage = await openStorage(
    readConfig(world.env, () => world.accountsFile),
    'guest',
  );
  await storage.untilReady(5000);
});
afterAll(async () => {
  await storage.close();
  await world.close();
});

/** As a version would that did not know this shape yet. */
function reject(account: string, body: string, bytes = Buffer.byteLength(body)): Promise<string> {
  world.clock.advance(1000);
  return storage.rejected.keep(account, { at: world.clock.now(), reason: 'Invalid field: id', body, bytes });
}

const list = async (query = '') => (await world.api('GET', `/rejected-webhooks${query}`)).body.items;

describe('the list', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (const account of ['acme', 'globex', 'acme', 'globex', 'acme']) ids.unshift(await reject(account, '{}'));
  });

  it('has the newest first, of all accounts, page by page, without bodies', async () => {
    for (const limit of [1, 2, 5]) {
      const items = await everyItem(world.api, '/rejected-webhooks', limit);
      expect(items.map(({ id }) => id)).toEqual(ids);
    }
    const [newest] = await list();
    expect(newest).toEqual({
      id: ids[0],
      account: 'acme',
      at: expect.any(String),
      reason: 'Invalid field: id',
      bytes: 2,
    });
    expect(await list('?account=globex')).toMatchObject([{ id: ids[1] }, { id: ids[3] }]);
  });

  it('goes on where the page ended although others come and go', async () => {
    const { body } = await world.api('GET', '/rejected-webhooks?limit=2');
    await world.api('DELETE', `/rejected-webhooks/${ids[1]}`);
    const added = await reject('acme', '{}');
    const next = await world.api('GET', `/rejected-webhooks?limit=2&cursor=${body.next_cursor}`);
    expect(next.body.items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2, 4));
    ids.splice(0, 2, added, ids[0] ?? '');
  });
});

describe('one', () => {
  beforeEach(async () => {
    for (const { id } of await list()) await world.api('DELETE', `/rejected-webhooks/${id}`);
  });

  it('is read again, and accepted with the time when it came', async () => {
    const sent = await sendInterviewOf(world, 'acme');
    const id = await reject('acme', JSON.stringify(resultOf(sent)));
    const { body } = await world.api('POST', `/rejected-webhooks/${id}/replay`);
    expect(body).toEqual({ webhook_id: id, account: 'acme', outcome: 'observed' });
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(await list()).toEqual([]);
    const { lines } = await bridgeCommand(world, 'history --account acme');
    expect(lines).toContainEqual(expect.stringMatching(`replayed rejected webhooks: 1 \\(${id}\\), by api$`));
  });

  it('stays where it still cannot be read', async () => {
    const id = await reject('globex', '{"id":7}');
    const { status, body } = await world.api('POST', `/rejected-webhooks/${id}/replay`);
    expect([status, body.message]).toEqual([
      409,
      expect.stringMatching(/^Still rejected: Invalid field: interview_id should be /),
    ]);
    expect(await list()).toHaveLength(1);
  });

  it('stays where only its head is kept', async () => {
    const id = await reject('globex', '{}', 2_000_000);
    const { body } = await world.api('POST', `/rejected-webhooks/${id}/replay`);
    expect(body.message).toBe('Still rejected: only the first of its 2000000 bytes are kept');
  });

  it('is removed, and the history of the interview that it names says so', async () => {
    const sent = await sendInterviewOf(world, 'globex');
    const id = await reject('globex', `{"about":"${sent.id}"}`);
    expect((await world.api('DELETE', `/rejected-webhooks/${id}`)).status).toBe(204);
    expect(await list()).toEqual([]);
    await untilHistory(world, sent, new RegExp(`rejected webhook ${id} of .* discarded by an operator`));
    const { status, body } = await world.api('DELETE', `/rejected-webhooks/${id}`);
    expect([status, body.message]).toEqual([404, `There is no rejected webhook ${id}`]);
  });

  it('is 404 where there is none', async () => {
    for (const id of ['unknown', '1', '%2e%2e']) {
      expect((await world.api('POST', `/rejected-webhooks/${id}/replay`)).status).toBe(404);
    }
  });
});
