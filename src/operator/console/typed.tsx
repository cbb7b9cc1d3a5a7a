import { createContext, type InputHTMLAttributes, type VNode } from 'preact';
import { useContext } from 'preact/hooks';

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** What a form held that could not be used: the page is shown again with it. `to`: where the form goes. */
export type Typed = { to: string; fields: Fields };

export const TypedForm = createContext<Typed | undefined>(undefined);

/** Where the form around a field goes. */
export const FormTarget = createContext('');

/** What was typed into a field; undefined where nothing was. */
function useTyped(name: string): readonly string[] | undefined {
  const typed = useContext(TypedForm);
  const to = useContext(FormTarget);
  const given = typed?.to === to && Object.hasOwn(typed.fields, name) ? typed.fields[name] : undefined;
  return given === undefined ? undefined : [given].flat();
}

/** A field that keeps what was typed while that cannot be used, but for secrets. */
export function Input(props: InputHTMLAttributes & { name: string }): VNode {
  const typed = useTyped(props.name);
  if (typed === undefined || props.type === 'password') return <input {...props} />;
  if (props.type !== 'checkbox' && props.type !== 'radio') return <input {...props} value={typed[0] ?? ''} />;
  return <input {...props} checked={typed.includes(String(props.value))} />;
}

type OptionProps = { of: string; value: string; children?: string | undefined };

/** One of the choices of a field `of` this name. */
export function Option({ of, value, children }: OptionProps): VNode {
  return (
    <option value={value} selected={useTyped(of)?.includes(value) ?? false}>
      {children}
    </option>
  );
}

const mostBytes = 8_000;

/** As much of it as has room in a page, the short ones first. */
export function typedIn(to: string, fields: Fields): Typed {
  let left = mostBytes;
  const kept = Object.entries(fields)
    .map(([name, given]) => [name, given, bytesOfTyped([given].flat().join(''))] as const)
    .sort(([, , a], [, , b]) => a - b)
    .filter(([, , bytes]) => {
      left -= bytes;
      return left >= 0;
    });
  return { to, fields: Object.fromEntries(kept.map(([name, given]) => [name, given])) };
}

/** As it stands in an attribute. */
function bytesOfTyped(text: string): number {
  return Buffer.byteLength(text.replaceAll(/[&"<]/g, '&quot;'));
}
