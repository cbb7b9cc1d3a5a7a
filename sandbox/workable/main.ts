import { startSandboxWorkable } from './server.ts';

const { PORT, HOST, SANDBOX_BRIDGE_URL, SANDBOX_PROVIDER_TOKEN, SANDBOX_CALLBACK_TOKEN, SANDBOX_PUBLIC_URL } =
  process.env;
if (!SANDBOX_BRIDGE_URL || !SANDBOX_PROVIDER_TOKEN || !SANDBOX_CALLBACK_TOKEN) {
  throw new Error('SANDBOX_BRIDGE_URL, SANDBOX_PROVIDER_TOKEN and SANDBOX_CALLBACK_TOKEN are required');
}

const workable = await startSandboxWorkable({
  port: Number(PORT ?? 8082),
  host: HOST ?? '0.0.0.0',
  bridgeUrl: SANDBOX_BRIDGE_URL,
  providerToken: SANDBOX_PROVIDER_TOKEN,
  callbackToken: SANDBOX_CALLBACK_TOKEN,
  ...(SANDBOX_PUBLIC_URL ? { publicUrl: SANDBOX_PUBLIC_URL } : {}),
});
process.stdout.write(`Sandbox Workable: page ${workable.pageUrl}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void workable.close());
