import type { VNode } from 'preact';
import { Input } from '../typed.tsx';

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
