import { SpiError } from '../api/spi-error.ts';
import { withTaskDone, withTaskFailed, withTaskWanted } from './connection.ts';
import { keep, type TaskWork } from './connection-turn.ts';

const dailyMs = 24 * 60 * 60_000;

/**
 * Finds out whose the token is. An answer 401 here means that Workable does not accept it: then nothing else is asked
 * until it does.
 */
export const identify: TaskWork = async (parts, turn, call) => {
  const { account } = turn;
  const { client, subdomain } = account.connected;
  try {
    const known = subdomain ?? turn.record.subdomain;
    const found = await call('truth', async (asked) =>
      known === undefined ? onlyOne((await client.accounts(asked)).rows) : client.account(known, asked),
    );
    const wasRefused = turn.record.refusedSince !== undefined;
    const isNew = turn.record.subdomain !== found.subdomain;
    const now = parts.now();
    account.connected.follow({ ...turn.record, subdomain: found.subdomain });
    await keep(parts, turn, ({ refusedSince: _, ...record }) => {
      const named = { ...record, subdomain: found.subdomain, ...(found.name ? { company: found.name } : {}) };
      const done = withTaskDone(named, 'identify', now, now + dailyMs);
      return isNew || wasRefused ? withTaskWanted(done, 'subscribe', now) : done;
    });
    // One of its calls may have been refused all the same.
    await parts.onAccepted(account.name);
    if (wasRefused || isNew) parts.emit({ event: 'connection', outcome: 'accepted', account: account.name });
  } catch (error) {
    if (!(error instanceof SpiError) || error.kind !== 'token') throw error;
    const now = parts.now();
    const isNews = turn.record.refusedSince === undefined;
    await keep(parts, turn, (record) => ({
      ...withTaskFailed(record, 'identify', { now, problem: 'token: Workable does not accept the API token' }),
      refusedSince: record.refusedSince ?? now,
    }));
    if (isNews) parts.emit({ event: 'connection', outcome: 'refused', account: account.name, isAlarm: true });
  }
};

/** Throws SpiError where the token is for several accounts: then one has to be named. */
function onlyOne<Account>(accounts: readonly Account[]): Account {
  const [account] = accounts;
  if (account && accounts.length === 1) return account;
  throw new SpiError('refused', 'The token is for several accounts: set WORKABLE_SUBDOMAIN');
}
