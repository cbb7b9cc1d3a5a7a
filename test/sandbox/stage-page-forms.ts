import { eventually } from '../../testing/process.ts';

export type Score = Record<(typeof words)[number], number>;

const words = ['lost', 'doubled', 'out of order', 'on the way', 'arrived'] as const;

export type Forms = ReturnType<typeof openForms>;

/** The page of the demo as a browser without script uses it: forms are sent, and the page comes anew. */
export function openForms(origin: string) {
  const read = async () => (await fetch(origin)).text();
  return { read, press, pressAll, pressNewest, score, tries, people, has, until };

  /** A button, by what its form sends. Fails where the page has no such button, or it cannot be pressed. */
  async function press(to: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const page = await read();
    if (!formsOf(page).some((form) => form.to === to && isSame(form.fields, fields))) {
      throw new Error(`The page has no button for ${to} ${JSON.stringify(fields)}`);
    }
    await send(to, fields);
  }

  /** Each button of that kind, one after the other. */
  async function pressAll(to: string): Promise<void> {
    for (const { fields } of formsOf(await read()).filter((form) => form.to === to)) await send(to, fields);
  }

  /** The last one of that kind on the page. */
  async function pressNewest(to: string): Promise<void> {
    const { fields = {} } = formsOf(await read()).findLast((form) => form.to === to) ?? {};
    await press(to, fields);
  }

  async function send(to: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await fetch(new URL(to, origin), {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    await answer.text();
    if (answer.status !== 303) throw new Error(`${to} was answered ${answer.status}`);
  }

  async function score(): Promise<Score> {
    const page = await read();
    return Object.fromEntries(words.map((word) => [word, countIn(page, word)])) as Score;
  }

  /** How often the bridge has written to Workable. */
  async function tries(): Promise<number> {
    return countIn(await read(), 'tr(?:y|ies)');
  }

  /** The addresses of those at the vendor, newest first. */
  async function people(): Promise<string[]> {
    const [, column = ''] = (await read()).split('<h2 id="vendor">');
    return [...(column.split('<section')[0] ?? '').matchAll(/<h3[^>]*>([^<]*@[^<]*)</g)].map(([, email = '']) => email);
  }

  async function has(text: string | RegExp): Promise<boolean> {
    const page = await read();
    return typeof text === 'string' ? page.includes(text) : text.test(page);
  }

  function until(text: string | RegExp): Promise<unknown> {
    return eventually(`the page says ${text}`, () => has(text));
  }
}

function countIn(page: string, word: string): number {
  return Number(new RegExp(`<dt>${word}</dt><dd[^>]*>(\\d+)<`).exec(page)?.[1]);
}

type Form = { to: string; fields: Record<string, string> };

/** Those whose button can be pressed. */
function formsOf(page: string): Form[] {
  return [...page.matchAll(/<form [^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
    .filter(([, , content = '']) => !/<button[^>]* disabled/.test(content))
    .map(([, to = '', content = '']) => ({
      to,
      fields: Object.fromEntries(
        [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
        ),
      ),
    }));
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
