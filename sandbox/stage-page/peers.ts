import { freePort, secretOf, stageSettings } from '../stage.ts';
import { startSandboxWorkable } from '../workable/server.ts';
import { createSpiClock } from '../workable-spi/clock.ts';
import { createWorkableSpi } from '../workable-spi/server.ts';
import type { SandboxClock } from './clock.ts';
import { vendors } from './vendors/registry.ts';
import type { VendorKind } from './vendors/vendor.ts';
import { type createNetwork, routeToBridge, routeToCallbacks, routeToSpi, routeToVendor } from './wire/network.ts';

type Options = { kind: VendorKind; network: ReturnType<typeof createNetwork>; clock: SandboxClock };

const bridgePort = 8080;

export type Peers = Awaited<ReturnType<typeof openPeers>>;

/** Both sides of the bridge, each behind a proxy, and the settings of a bridge between them. */
export async function openPeers({ kind, network, clock }: Options) {
  const [innerPort, workablePort, spiPort] = [await freePort(0), await freePort(0), await freePort(0)];
  const url = await network.open({
    target: originOf(innerPort),
    routeOf: routeToBridge,
    port: await freePort(bridgePort),
  });
  const vendor = await vendors[kind].open({ webhookOrigin: url, now: clock.now });
  const vendorOrigin = await network.open({ target: vendor.target, routeOf: routeToVendor });
  const [providerToken, callbackToken, apiToken] = [secretOf(), secretOf(), secretOf()];
  const workable = await startSandboxWorkable({
    port: workablePort,
    publicUrl: await network.open({ target: originOf(workablePort), routeOf: routeToCallbacks }),
    bridgeUrl: url,
    providerToken,
    callbackToken,
    now: clock.now,
  });
  const spi = await createWorkableSpi({
    port: spiPort,
    publicUrl: await network.open({ target: originOf(spiPort), routeOf: routeToSpi }),
    clock: createSpiClock({ base: clock.now }),
  });
  // Limited as an application is, so that a spectator need not wait.
  spi.tokens.add({ kind: 'oauth', value: apiToken, appSecret: apiToken });
  const ofVendor = vendor.settings(vendorOrigin);
  return {
    /** Of the bridge, for everyone but the page. */
    url,
    vendor,
    workable,
    spi,
    settings: {
      PORT: String(innerPort),
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      WORKABLE_PROVIDER_TOKEN: providerToken,
      WORKABLE_CALLBACK_TOKEN: callbackToken,
      WORKABLE_CALLBACK_HOSTS: workable.url,
      ...stageSettings(spi, vendor.template),
      WORKABLE_API_TOKEN: apiToken,
      ...ofVendor,
    },
    async close(): Promise<void> {
      await Promise.all([vendor.close(), workable.close(), spi.close()]);
    },
  };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
