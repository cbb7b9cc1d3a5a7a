import { expect, onTestFinished, test } from 'vitest';
import { createActions } from '../../sandbox/stage-page/actions.ts';
import { createWorkableSpi } from '../../sandbox/workable-spi/server.ts';

test('each candidate who applies is another one, however many interviews were sent', async () => {
  const spi = await createWorkableSpi();
  onTestFinished(spi.close);
  const control = { interviews: [], createInterview: async () => undefined };
  const sandbox = { spi, workable: { control }, vendor: { template: '1' } };
  const actions = createActions(sandbox as unknown as Parameters<typeof createActions>[0]);
  for (let i = 0; i < 20; i += 1) {
    await actions.send();
    await actions.apply();
  }
  expect(new Set(spi.candidates().map(({ email }) => email)).size).toBe(20);
});
