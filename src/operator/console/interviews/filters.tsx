import type { VNode } from 'preact';
import { base } from '../own-path.ts';
import { Input } from '../typed.tsx';

/** The address of a page, with those of the filters that are given. */
export function addressWith(path: string, given: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return `${base}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** `count`: how many there are, as far as is known. */
export type Chip = { text: string; count?: number; href: string; isHere: boolean };

export function Chips({ label, chips }: { label: string; chips: readonly Chip[] }): VNode {
  return (
    <nav aria-label={label}>
      <ul class="chips">
        {chips.map(({ text, count, href, isHere }) => (
          <li>
            <a href={href} {...(isHere ? { 'aria-current': 'true' } : {})}>
              {text}
              {count !== undefined && ` ${count}`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type TextFilterProps = { name: string; label: string; value: string | undefined; type?: 'text' | 'date' };

export function TextFilter({ name, label, value, type = 'text' }: TextFilterProps): VNode {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      {type === 'date' ? (
        <Input id={name} name={name} type="date" value={value ?? ''} />
      ) : (
        <Input id={name} name={name} type="text" value={value ?? ''} autocomplete="off" />
      )}
    </p>
  );
}
