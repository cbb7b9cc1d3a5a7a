import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { limits } from '../../src/limits.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { peek } from '../../testing/peek.ts';

const dataKeys = ['a-data-key-of-32-characters-00000'];
const key = 'bridge:{managed:}:connect-links:acme';

async function open(redisUrl: string) {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(10_000);
  return storage;
}

const linkAt = (createdAt: number, lifeMs = 60_000) => ({ madeFor: 1, createdAt, expiresAt: createdAt + lifeMs });

it('finds a link by its account and its secret together', async () => {
  const { connectLinks } = await open(await emptyDatabase());
  await connectLinks.keep('acme', 'first', linkAt(1_000));
  await connectLinks.keep('acme', 'second', linkAt(2_000));
  expect(await connectLinks.find('acme', 'first')).toMatchObject(linkAt(1_000));
  expect(await connectLinks.find('acme', 'second')).toMatchObject(linkAt(2_000));
  expect(await connectLinks.find('acme', 'third')).toBeUndefined();
  expect(await connectLinks.find('globex', 'first')).toBeUndefined();
});

it('ends all links of one account, and none of another', async () => {
  const { connectLinks } = await open(await emptyDatabase());
  for (const account of ['acme', 'globex']) await connectLinks.keep(account, 'secret', linkAt(1_000));
  await connectLinks.endAll('acme');
  expect(await connectLinks.find('acme', 'secret')).toBeUndefined();
  expect(await connectLinks.find('globex', 'secret')).toBeDefined();
});

it('keeps every one of those that are made at once, and of too many the newest', async () => {
  const { connectLinks } = await open(await emptyDatabase());
  const most = limits.connectLinksOfAccount;
  const secrets = Array.from({ length: most }, (_, i) => `secret-${i}`);
  await Promise.all(secrets.map((secret, i) => connectLinks.keep('acme', secret, linkAt(1_000 + i))));
  for (const secret of secrets) expect(await connectLinks.find('acme', secret)).toBeDefined();
  await connectLinks.keep('acme', 'one-more', linkAt(3_000));
  const found = await Promise.all(secrets.map((secret) => connectLinks.find('acme', secret)));
  expect(found.filter(Boolean)).toHaveLength(most - 1);
  expect(await connectLinks.find('acme', 'one-more')).toBeDefined();
});

it('forgets links that have expired, and in the end the account', async () => {
  const { connectLinks, connection } = await open(await emptyDatabase());
  await connectLinks.keep('acme', 'old', linkAt(1_000));
  await connectLinks.keep('acme', 'new', linkAt(61_000));
  expect(await connectLinks.find('acme', 'old')).toBeUndefined();
  const lifeMs = await connection.pttl(key);
  expect(lifeMs).toBeGreaterThan(0);
  expect(lifeMs).toBeLessThanOrEqual(60_000);
});

it('has nothing in Redis that opens a page, and takes nothing that was planted there', async () => {
  const url = await emptyDatabase();
  const { connectLinks, connection } = await open(url);
  await connectLinks.keep('acme', 'canary-secret', linkAt(1_000));
  expect(await peek(url)).not.toMatch(/canary|madeFor|expiresAt/);
  const stored = (await connection.getBuffer(key)) ?? Buffer.alloc(0);
  await connection.set(key.replace('acme', 'globex'), stored);
  await expect(connectLinks.find('globex', 'canary-secret')).rejects.toThrow('Internal');
  for (const planted of ['rubbish', '[]']) {
    await connection.set(key, planted);
    await expect(connectLinks.find('acme', 'canary-secret')).rejects.toThrow('Internal');
  }
});

describe('what is kept with a link', () => {
  const token = 'a-token-that-was-pasted-4711';
  const pasted = { token, companies: [{ name: 'Acme', subdomain: 'acme' }] };

  it('is found with it, encrypted, and leaves other links as they are', async () => {
    const redisUrl = await emptyDatabase();
    const { connectLinks } = await open(redisUrl);
    for (const secret of ['first', 'second']) await connectLinks.keep('acme', secret, linkAt(1_000));
    expect(await connectLinks.change('acme', 'first', 2_000, (link) => ({ ...link, pasted }))).toBe(true);
    expect(await connectLinks.find('acme', 'first')).toMatchObject({ ...linkAt(1_000), pasted });
    expect((await connectLinks.find('acme', 'second'))?.pasted).toBeUndefined();
    const redis = new Redis(redisUrl);
    const [stored, left] = [await redis.getBuffer(key), await redis.pttl(key)];
    redis.disconnect();
    expect(stored?.includes(token)).toBe(false);
    // It goes when the last link does.
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(59_000);
  });

  it('is changed by all who change it at once', async () => {
    const { connectLinks } = await open(await emptyDatabase());
    await connectLinks.keep('acme', 'first', linkAt(1_000));
    const forms = Array.from({ length: 8 }, (_, i) => `form-${i}`);
    await Promise.all(
      forms.map((form) =>
        connectLinks.change('acme', 'first', 2_000, (link) => ({
          ...link,
          usedForms: [...(link.usedForms ?? []), form],
        })),
      ),
    );
    expect([...((await connectLinks.find('acme', 'first'))?.usedForms ?? [])].sort()).toEqual(forms);
  });

  it('is nothing for a link that has ended, or that is left as it is', async () => {
    const { connectLinks } = await open(await emptyDatabase());
    await connectLinks.keep('acme', 'first', linkAt(1_000));
    expect(await connectLinks.change('acme', 'first', 2_000, () => undefined)).toBe(false);
    await connectLinks.endAll('acme');
    expect(await connectLinks.change('acme', 'first', 2_000, (link) => ({ ...link, pasted }))).toBe(false);
    expect(await connectLinks.find('acme', 'first')).toBeUndefined();
  });
});
