import { type ComponentChildren, createContext, type VNode } from 'preact';
import { base } from './own-path.ts';
import { FormTarget } from './typed.tsx';

/** What every form of a session has to send. The frame of the page gives it to them. */
export const FormToken = createContext('');

type FormProps = {
  /** The path of an action, below `/operator`. */
  to: string;
  class?: string;
  id?: string;
  children: ComponentChildren;
};

/** A form that changes something. */
export function Form({ to, children, ...more }: FormProps): VNode {
  return (
    <form method="post" action={base + to} {...more}>
      <FormToken.Consumer>{(token: string) => <input type="hidden" name="form" value={token} />}</FormToken.Consumer>
      <FormTarget.Provider value={to}>{children}</FormTarget.Provider>
    </form>
  );
}

/** A form that leads to a page of the console: what is looked at there. */
export function Filters({ to, children, ...more }: FormProps): VNode {
  return (
    <form method="get" action={base + to} {...more}>
      <FormTarget.Provider value={to}>{children}</FormTarget.Provider>
    </form>
  );
}

type ButtonProps = {
  to: string;
  text: string;
  isMain?: boolean;
  fields?: readonly (readonly [name: string, value: string])[];
};

/** A form that is only a button. `fields`: what it sends. */
export function Button({ to, text, isMain = false, fields = [] }: ButtonProps): VNode {
  return (
    <Form to={to} class="button">
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" {...(isMain ? { class: 'main' } : {})}>
        {text}
      </button>
    </Form>
  );
}

/** A link to a page of the console. */
export function Link({ to, children }: { to: string; children: ComponentChildren }): VNode {
  return <a href={base + to}>{children}</a>;
}
