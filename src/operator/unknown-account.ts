import { closest } from './cli/closest.ts';
import { UsageError } from './parts.ts';

type Named = { name: string };

/** There may be thousands. */
const mostNamed = 20;

/** Wrong use that says which accounts there are, and which was probably meant. `what`: what was given, `--account` for instance. */
export function unknownAccount(what: string, given: string, accounts: readonly Named[]): UsageError {
  const names = accounts.map(({ name }) => name);
  const more = names.length - mostNamed;
  const others = more > 0 ? ` and ${more} more, which "bridge accounts" lists` : '';
  const listed = names.slice(0, mostNamed).join(', ');
  return new UsageError(`${what} should be one of ${listed}${others}${meantAccount(given, accounts)}`);
}

/** `. Did you mean acme?`; nothing where no name is close. */
export function meantAccount(given: string, accounts: readonly Named[]): string {
  const meant = closest(
    given,
    accounts.map(({ name }) => name),
  );
  return meant === undefined ? '' : `. Did you mean ${meant}?`;
}
