import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../sandbox/listen.ts';
import { startRibbon } from '../../sandbox/ribbon/server.ts';
import { limits } from '../../src/limits.ts';
import { openGreenhouseWorld } from '../../testing/greenhouse-world.ts';
import { type HttpWorld, openHttpWorld } from '../../testing/http-vendor.ts';
import { bridgeCommand } from '../../testing/operator.ts';
import { openWorld, type World } from '../../testing/world.ts';

const token = 'the-token-of-the-bridge';
const listed = { VENDOR_TEMPLATES: '[{"id": "support", "name": "Support"}]' };
const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function remember<Opened extends { close(): Promise<unknown> }>(each: Opened): Opened {
  opened.push(each);
  return each;
}

/** What doctor says of the vendor of the only account. */
async function saidOf(world: World, name: string, changes: Record<string, string> = {}) {
  const { lines } = await bridgeCommand(world, 'doctor', changes);
  return lines.filter((line) => line.includes(`  default: ${name}`)).map((line) => line.replace('default: ', ''));
}

describe('doctor, about a vendor of the vendor contract', () => {
  let world: HttpWorld;
  const open = async (settings?: Parameters<typeof openHttpWorld>[0]) => {
    world = remember(await openHttpWorld(settings));
    return world;
  };
  const said = (changes?: Record<string, string>) => saidOf(world, 'http', changes);
  const behaviour = 'the vendor e-mails candidates; webhooks say where to look, and the bridge polls';

  it('that lists its templates: what it lists and how it behaves', async () => {
    await open();
    expect(await said()).toEqual([
      'ok     http accepts our key and lists 2 interview templates',
      `ok     http: ${behaviour}`,
    ]);
    expect(await said({ VENDOR_TOKEN: 'another' })).toEqual([
      'WRONG  http: The vendor refused the API key. Ask the vendor for a new one and set VENDOR_TOKEN',
    ]);
    const { templates } = world.http.control;
    const many = Array.from({ length: limits.templatesOfAccount + 1 }, (_, at) => ({ id: `t${at}`, name: 'T' }));
    templates.splice(0, 2, ...many);
    expect((await said())[0]).toBe(
      `WRONG  http lists more than the newest ${limits.templatesOfAccount} interview templates, and only these are offered. Archive some there`,
    );
    templates.length = 1;
    expect((await said())[0]).toBe('ok     http accepts our key and lists 1 interview template');
    templates.length = 0;
    expect((await said())[0]).toBe('WRONG  http accepts our key but lists no active interview. Publish one there');
  });

  it('that answers in another form: which form was expected', async () => {
    const elsewhere = remember(await listen({}));
    elsewhere.server.on('request', (_request, response) => response.end('[{"id": "support", "name": "Support"}]'));
    await open();
    expect(await said({ VENDOR_URL: elsewhere.origin })).toEqual([
      'WRONG  http: The vendor gave an unreadable answer. Its answer to GET /templates should be {"templates": [{"id", "name"}]}: see docs/vendor-contract.md',
    ]);
  });

  it('whose templates stand in the settings: that they do, and whether it accepts our key', async () => {
    await open(({ url }) => ({ VENDOR_URL: url, VENDOR_TOKEN: token, ...listed }));
    const first = ['ok     http: the settings list 1 interview template', `ok     http: ${behaviour}`];
    expect(await said()).toEqual([...first, 'ok     http: accepts our key']);
    expect(world.http.control.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(await said({ VENDOR_TOKEN: 'another' })).toEqual([
      ...first,
      'WRONG  http: The vendor refused the API key. Ask the vendor for a new one and set VENDOR_TOKEN',
    ]);
    expect(await said({ VENDOR_URL: 'http://127.0.0.1:9' })).toEqual([
      ...first,
      'WRONG  http: The vendor could not be reached (ECONNREFUSED). Check VENDOR_URL and the network',
    ]);
  });

  it('that cannot be asked for anything: that its key was not tried', async () => {
    const mode = { ...listed, VENDOR_CAN_ASK: 'false' };
    await open(({ url }) => ({ VENDOR_URL: url, VENDOR_TOKEN: token, ...mode }));
    expect(await said()).toEqual([
      'ok     http: the settings list 1 interview template; whether the vendor accepts our key, the first invitation shows',
      'ok     http: the vendor e-mails candidates; results come by webhook, and a lost one cannot be asked for',
    ]);
    expect(world.http.control.requests).toEqual([]);
  });

  it('for which the bridge makes links: that it is never called, and that the bridge mails', async () => {
    await open(({ linkPattern }) => ({ VENDOR_LINK: linkPattern, ...listed, ...mail }));
    expect(await said()).toEqual([
      'ok     http: the settings list 1 interview template',
      'ok     http: the vendor is never called; the bridge e-mails candidates; results come by webhook, and a lost one cannot be asked for',
    ]);
    expect(world.http.control.requests).toEqual([]);
  });
});

describe('doctor, about how other vendors behave', () => {
  it('that one which leaves the mail to the bridge does so', async () => {
    const world = remember(await openWorld({ JOBMOJITO_SEND_EMAIL: 'false', ...mail }));
    expect(await saidOf(world, 'jobmojito')).toContain(
      'ok     jobmojito: the bridge e-mails candidates; results come by webhook, and the bridge polls',
    );
  });

  it('that one which mails twice leaves what is unknown to an operator', async () => {
    const { world } = remember(await openGreenhouseWorld({ GREENHOUSE_REPEAT: 'mails-twice' }));
    expect(await saidOf(world, 'greenhouse')).toContain(
      'ok     greenhouse: the vendor e-mails candidates; webhooks say where to look, and the bridge polls; an invitation with an unknown outcome waits for an operator',
    );
  });

  it('which address of several is wrong, and what is not told without the last one', async () => {
    const { world } = remember(await openGreenhouseWorld());
    const elsewhere = remember(await listen({}));
    elsewhere.server.on('request', ({ url }, response) => response.writeHead(url === '/moved' ? 302 : 503).end());
    const { GREENHOUSE_RESPONSE_ERROR_URL: _, ...env } = world.env;
    const said = await saidOf({ ...world, env }, 'greenhouse', {
      GREENHOUSE_SEND_TEST_URL: `${elsewhere.origin}/moved`,
      GREENHOUSE_TEST_STATUS_URL: `${elsewhere.origin}/down`,
    });
    expect(said.slice(2)).toEqual([
      'WRONG  greenhouse: test_status: answered a GET with 503. Check GREENHOUSE_TEST_STATUS_URL; ask the vendor if it is right',
      'WRONG  greenhouse: send_test: leads elsewhere (302). Check GREENHOUSE_SEND_TEST_URL',
      'ok     greenhouse: response_error: not set; faults in the answers are in the log, and the vendor is not told of them',
    ]);
  });
});

describe('doctor, about addresses of a partner of Greenhouse that are swapped', () => {
  it('that test_status answers with a list, and which address does not list', async () => {
    const { world } = remember(await openGreenhouseWorld());
    const elsewhere = remember(await listen({}));
    elsewhere.server.on('request', ({ url }, response) => {
      if (url === '/list') response.writeHead(405).end('{"message": "method"}');
      else response.end('[{"partner_test_id": "1", "partner_test_name": "One"}]');
    });
    const said = await saidOf(world, 'greenhouse', {
      GREENHOUSE_LIST_TESTS_URL: `${elsewhere.origin}/list`,
      GREENHOUSE_TEST_STATUS_URL: `${elsewhere.origin}/status`,
    });
    expect(said.slice(0, 2)).toEqual([
      'WRONG  greenhouse: The vendor refused: method. Check GREENHOUSE_LIST_TESTS_URL',
      'WRONG  greenhouse: test_status: answered with a list, as list_tests does. Check GREENHOUSE_TEST_STATUS_URL',
    ]);
  });
});

describe('doctor, about a vendor whose flows have webhooks of their own', () => {
  const apiKey = '123e4567-e89b-12d3-a456-426614174000';

  it('that the bridge mails its links, and which flows are set up wrongly', async () => {
    const ribbon = remember(await startRibbon({ apiKey }));
    const keys = { RIBBON_API_URL: ribbon.url, RIBBON_API_KEY: apiKey, RIBBON_WEBHOOK_SECRET: 'the-secret' };
    const world = remember(await openWorld({ VENDOR: 'ribbon', ...keys, ...mail }));
    const right = { webhook_url: `${world.url}/webhooks/ribbon`, webhook_secret_key: 'the-secret' };
    ribbon.control.addFlow(right);
    const fine = [
      'ok     ribbon accepts our key and lists 1 interview template',
      'ok     ribbon: the bridge e-mails candidates; webhooks say where to look, and the bridge polls',
      'ok     ribbon: accepts our key',
    ];
    expect(await saidOf(world, 'ribbon')).toEqual(fine);
    ribbon.control.addFlow({ ...right, title: 'A', interview_type: 'general' });
    ribbon.control.addFlow({ ...right, title: 'B', webhook_url: 'https://other.example/x' });
    ribbon.control.addFlow({ ...right, title: 'C', webhook_secret_key: null });
    ribbon.control.addFlow({ ...right, title: 'D', webhook_secret_key: 'hunter2' });
    const said = await saidOf(world, 'ribbon');
    const named = said.slice(3).map((line) => line.replace(/\(([A-D]) \([^)]*\)\)/, '($1)'));
    expect(named).toEqual([
      'ok     ribbon: one flow (A) not of the type recruitment: not offered. Make them anew with that type, if they should be',
      `WRONG  ribbon: one flow (B) without the webhook address ${right.webhook_url}. Set it in the flow at Ribbon (a default of the organisation may not show here). Until then results come late, by polling`,
      'WRONG  ribbon: one flow (C) without a secret key for webhooks: they come unsigned and are refused. Give them one of RIBBON_WEBHOOK_SECRET',
      'WRONG  ribbon: one flow (D) with another secret key for webhooks than RIBBON_WEBHOOK_SECRET: theirs are refused. Add it there, or change it at Ribbon',
    ]);
    expect(said.join('\n')).not.toContain('hunter2');
    expect((await saidOf(world, 'ribbon', { RIBBON_API_KEY: 'another-key-of-no-one' }))[0]).toMatch(
      /^WRONG {2}ribbon: The vendor refused the API key\. .*RIBBON_API_KEY/,
    );
  });
});
