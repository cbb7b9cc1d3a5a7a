import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { Advice } from '../../../src/operator/console/advice.tsx';

const shown = (text: string) => renderToString(<Advice account="acme" text={text} />);
const words = (text: string) => shown(text).replaceAll(/<[^>]+>/g, '');

test('commands are the pages and buttons of the console', () => {
  const text = '2 deliveries have failed. See "bridge failed", then "bridge replay" or "bridge dismiss"';
  expect(words(text)).toBe('2 deliveries have failed. See Failed, then “Replay” or “Dismiss”');
  expect(shown(text)).toContain('<a href="/operator/failed?account=acme">Failed</a>');
  expect(words('if that is a mistake, "bridge close-circuit acme" sends them now')).toContain(
    'Close the circuit sends them now',
  );
});

test('interviews that are named are links', () => {
  const id = 'acme_Ey-ttVNKQuqbvZcTOOuHYA';
  const text = `or "bridge cancel <id>" those that are not wanted. See "bridge show <id>": ${id} ${id}`;
  expect(words(text)).toBe(`or “Cancel the interview” those that are not wanted. See the page of each: ${id} ${id}`);
  expect(shown(text)).toContain(`<a href="/operator/interviews/${id}">${id}</a>`);
});

test('what the console does not have stays a command, and texts stay texts', () => {
  expect(words('See "bridge rotate-keys"')).toBe('See &quot;bridge rotate-keys&quot;');
  expect(shown('<b>down</b>')).not.toContain('<b>');
});

test('a list that a command narrows is narrowed there too', () => {
  expect(shown('See "bridge interviews --state inviting"')).toContain('state=inviting">Interviews</a>');
  expect(shown('See "bridge interviews --state delivering"')).toContain('state=delivering">Interviews</a>');
});
