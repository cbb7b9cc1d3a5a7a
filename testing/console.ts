import { expect } from 'vitest';
import { secrets } from './secrets.ts';
import type { World } from './world.ts';

/** `text`: the page without its style. `location`: where a redirect leads. */
export type ConsoleAnswer = { status: number; headers: Headers; text: string; location: string | undefined };

export type Browser = ReturnType<typeof browserOf>;

/** A browser without script: it has cookies, and sends the forms that it is shown. */
export function browserOf({ url }: Pick<World, 'url'>) {
  const cookies = new Map<string, string>();
  const answers: string[] = [];
  return { cookies, answers, get, post, submit, logIn, signed };

  async function ask(path: string, init: RequestInit): Promise<ConsoleAnswer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers });
    const body = await response.text();
    answers.push(`${body}${JSON.stringify([...response.headers])}`);
    expect(Buffer.byteLength(body), path).toBeLessThanOrEqual(60_000);
    for (const line of response.headers.getSetCookie()) keep(line);
    const text = body.replace(/<style>.*?<\/style>/s, '');
    return { status: response.status, headers: response.headers, text, location: locationOf(response) };
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/Max-Age=0(?:;|$)/.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }

  function get(path: string, headers: Record<string, string> = {}): Promise<ConsoleAnswer> {
    return ask(path, { headers });
  }

  function post(
    path: string,
    fields: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<ConsoleAnswer> {
    return ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  /** Sends the form of a page that goes to this path, with what it holds and these fields. Follows the redirect. */
  async function submit(
    page: Pick<ConsoleAnswer, 'text'>,
    path: string,
    fields: Record<string, string> | [string, string][] = {},
  ): Promise<ConsoleAnswer> {
    const form = formTo(page.text, path);
    const given = Array.isArray(fields) ? fields : Object.entries(fields);
    const sent = await post(path, [...form.filter(([name]) => !given.some(([other]) => other === name)), ...given]);
    return sent.location === undefined ? sent : get(sent.location);
  }

  /** Resolves to the page that is shown afterwards. */
  async function logIn(token: string = secrets.operatorToken, to = '/operator'): Promise<ConsoleAnswer> {
    const sent = await post('/operator/log-in', { token, to });
    return sent.location === undefined ? sent : get(sent.location);
  }

  /** The field that every form of the session has to send. */
  async function signed(): Promise<{ form: string }> {
    const { text } = await get('/operator');
    return { form: /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '' };
  }
}

function locationOf({ headers }: Response): string | undefined {
  return headers.get('location') ?? undefined;
}

/** The hidden fields of a form. */
function formTo(text: string, path: string): [string, string][] {
  const form = [...text.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].find(([html]) => html.includes(`action="${path}"`));
  if (!form) throw new Error(`The page has no form that goes to ${path}`);
  const inputs = [...form[0].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return inputs.map(([, name = '', value = '']) => [name, decoded(value)]);
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
