import { openBridge } from '../src/bridge.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { freePort } from './free-port.ts';
import { askBridge, type World } from './world.ts';

export type SecondBridge = Pick<World, 'url' | 'ask' | 'close' | 'logLines'>;

/** A second process of the same bridge: same settings (but for some), Redis and peers, another port. */
export async function openSecondBridge(world: World, settings: Record<string, string> = {}): Promise<SecondBridge> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = readConfig({ ...world.env, ...settings, PORT: String(port) }, () => world.accountsFile);
  const logLines: string[] = [];
  const bridge = await openBridge(config, {
    log: createLog(config.logLevel, { write: (line) => void logLines.push(line) }),
    now: world.clock.now,
    random: Math.random,
    userAgent: 'interview-bridge/test',
    onRefusal: () => undefined,
  });
  return {
    url,
    logLines,
    ask: (method, path, options) => askBridge(`${url}${path}`, method, options),
    close: () => bridge.close(),
  };
}
