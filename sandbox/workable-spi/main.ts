import { createWorkableSpi } from './server.ts';

const { PORT, HOST, SANDBOX_PUBLIC_URL, SANDBOX_API_TOKEN } = process.env;

const spi = await createWorkableSpi({
  port: Number(PORT ?? 8083),
  host: HOST ?? '127.0.0.1',
  ...(SANDBOX_API_TOKEN ? { token: SANDBOX_API_TOKEN } : {}),
  ...(SANDBOX_PUBLIC_URL ? { publicUrl: SANDBOX_PUBLIC_URL } : {}),
});
process.stdout.write(`Sandbox Workable, SPI v3: board ${spi.pageUrl}
  WORKABLE_API_URL=${spi.url}
  WORKABLE_API_TOKEN=${spi.token}
  WORKABLE_MEMBER=${spi.member.email}
`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void spi.close());
