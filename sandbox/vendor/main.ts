import { startSandboxVendor } from './server.ts';

const { PORT, HOST, SANDBOX_VENDOR_API_KEY, SANDBOX_WEBHOOK_URL, SANDBOX_WEBHOOK_SECRET, SANDBOX_PUBLIC_URL } =
  process.env;
/** Of the first interview that it offers, for settings that name it. */
const { SANDBOX_TEMPLATE_ID } = process.env;
if (!SANDBOX_VENDOR_API_KEY) throw new Error('SANDBOX_VENDOR_API_KEY is required');

const vendor = await startSandboxVendor({
  port: Number(PORT ?? 8081),
  host: HOST ?? '0.0.0.0',
  apiKey: SANDBOX_VENDOR_API_KEY,
  ...(SANDBOX_PUBLIC_URL ? { publicUrl: SANDBOX_PUBLIC_URL } : {}),
  ...(SANDBOX_WEBHOOK_URL && SANDBOX_WEBHOOK_SECRET
    ? { webhook: { url: SANDBOX_WEBHOOK_URL, secret: SANDBOX_WEBHOOK_SECRET } }
    : {}),
});
const [first] = vendor.control.definitions;
if (first && SANDBOX_TEMPLATE_ID) first.id = SANDBOX_TEMPLATE_ID;
process.stdout.write(`Sandbox vendor: API ${vendor.url}, page ${vendor.pageUrl}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void vendor.close());
