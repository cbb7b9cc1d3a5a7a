import { readdirSync } from 'node:fs';

/** One page of the site. Front matter would stand on top of the page at GitHub, so titles and descriptions are here. */
type Page = {
  /** From `docs/`, without `.md`. */
  path: string;
  /** In the menu. */
  title: string;
  /** One or two sentences with the words that people search for: for search engines and for the search of the site. */
  description: string;
};

type Section = { title: string; pages: Page[] };

const docs = new URL('..', import.meta.url);

const listed: readonly Section[] = [
  {
    title: 'Get started',
    pages: [
      page(
        'index',
        'What it is',
        'A bridge between Workable and vendors of AI interviews. Candidates are invited from Workable, scores and reports come back to it.',
      ),
      page(
        'getting-started',
        'The provider door',
        'Workable video interview integration: appear in Workable as a video interview provider, with tokens, callback URL and webhooks.',
      ),
      page(
        'stage-door',
        'The stage door',
        'AI interview in Workable with an API token alone: drag a candidate to a stage, and read the result on the timeline. Five minutes, no partnership.',
      ),
      page(
        'connect-your-platform',
        'Your own vendor',
        "Integrate your AI interview platform with Workable: three endpoints or one signed webhook bring an interview's score to Workable.",
      ),
      page('install', 'Install', 'Install the bridge with npm, Docker, Kubernetes or systemd.'),
    ],
  },
  {
    title: 'Vendors',
    pages: [
      page(
        'vendor-contract',
        'Vendor contract',
        'The calls, signed webhooks and links between the bridge and a vendor of AI interviews: the reference, with an OpenAPI document.',
      ),
      page(
        'connect-a-greenhouse-partner',
        'Greenhouse partners',
        'Use the Greenhouse Assessment Partner API that you have to serve customers of Workable, without code.',
      ),
      page('connect-ribbon', 'Ribbon', 'Connect Ribbon AI interviews to Workable: keys, webhooks and interview flows.'),
      page(
        'check-your-server',
        'Check your server',
        'Test a vendor or a Workable video interview provider against its contract, clause by clause.',
      ),
      page('add-a-vendor', 'Add a vendor', 'Write an adapter in TypeScript for another vendor of AI interviews.'),
    ],
  },
  {
    title: 'Set up',
    pages: [
      page(
        'settings',
        'Settings',
        'Every setting (environment variable) with its default, Redis URLs, several accounts.',
      ),
      page('accounts', 'Accounts', 'Many customers: make, change, pause and remove accounts while the bridge runs.'),
      page(
        'connect-links',
        'Connect links',
        "A page on which your customer's admin connects Workable: provider token, callback token, API token.",
      ),
      page('mail', 'Mail', "Invitations by mail through your SMTP server, texts of your own, the candidate's page."),
      page(
        'behaviour',
        'Behaviour',
        'What Workable is sent and when: creates, invitations, results, grades, reports and links. Questions and answers.',
      ),
    ],
  },
  {
    title: 'API',
    pages: [
      page('api', 'Operator API', 'REST API for operators: OpenAPI, errors, paging, idempotency keys, ETags.'),
      page(
        'api-reference',
        'API reference',
        'Every endpoint of the operator API with its parameters, fields and answers.',
      ),
      page('events', 'Events', 'What happens, as it happens: server-sent events and pages for your own dashboard.'),
    ],
  },
  {
    title: 'Operate',
    pages: [
      page(
        'operations',
        'Operations',
        'Where is a result? The twelve troubles and their cure; health, commands, console, log, Prometheus metrics, alarms, traces, Redis, upgrades.',
      ),
      page(
        'upgrade',
        'Upgrade notes',
        'How to go from one version to the next: the format of the data, rolling upgrades, going back.',
      ),
      page('limits', 'Limits', 'Everything that others can grow or hold, and its bound.'),
      page('costs', 'Costs', 'What a machine of 2 cores and 4 GB carries a month for 50, 500 and 5,000 customers.'),
    ],
  },
  {
    title: 'Trust',
    pages: [
      page(
        'reliability',
        'Reliability',
        'Each promise, how it is attacked with kill -9 and lost webhooks, and the figures.',
      ),
      page(
        'performance',
        'Performance',
        'Webhooks, results and creates a second beside a baseline, latency, memory, what limits them.',
      ),
      page('security', 'Security', 'What is protected, and how: tokens, webhooks, personal data, encryption, links.'),
      page('dependencies', 'Dependencies', 'Every package that the bridge uses, why, and under which licence.'),
    ],
  },
  {
    title: 'Inside',
    pages: [
      page('glossary', 'Glossary', 'The words of code, logs, metrics and messages.'),
      page(
        'architecture',
        'Architecture',
        "The idea, the folders, an interview's journey, a crash between any two steps.",
      ),
      page('decisions/README', 'Decisions', 'The decisions that would surprise you, and why they were taken.'),
    ],
  },
];

/** Those that exist. A vendor that was added with the generator has a page of its own, which needs no line here. */
export const sections: readonly Section[] = listed.map(({ title, pages }) => ({
  title,
  pages: [...pages.filter(({ path }) => existing().includes(path)), ...(title === 'Vendors' ? addedVendors() : [])],
}));

export function pageOf(relativePath: string): Page | undefined {
  return sections.flatMap(({ pages }) => pages).find(({ path }) => `${path}.md` === relativePath);
}

function addedVendors(): Page[] {
  const known = listed.flatMap(({ pages }) => pages.map(({ path }) => path));
  return existing()
    .filter((path) => path.startsWith('connect-') && !known.includes(path))
    .map((path) => page(path, path.replace('connect-', ''), 'Connect this vendor of AI interviews to Workable.'));
}

function existing(): string[] {
  const names = readdirSync(docs, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => name.replace(/\.md$/, ''));
}

function page(path: string, title: string, description: string): Page {
  return { path, title, description };
}
