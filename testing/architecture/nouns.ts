import { isCodes, isPure } from './layers.ts'
import { type Import, isForTests, type SourceFile, type SourceTree } from './source-tree.ts'
import { sqlTexts } from './syntax.ts'

/**
 * The nouns of the domain, lower first: a noun imports only itself and those above it in this list. The same holds for the
 * modules of a noun. A noun without modules keeps its files directly in its folder.
 */
export const nouns: Record<string, readonly string[]> = {
  access: [],
  audit: ['rules', 'record', 'log', 'search', 'excerpt', 'witness', 'verify'],
  people: ['rules', 'record', 'key-epochs', 'subjects', 'sign-in', 'email-change', 'import', 'minors'],
  staff: [
    'rules',
    'record',
    'sessions',
    'sign-in',
    'passkeys',
    'team',
    'settings',
    'clearances',
    'access-review',
    'reading-alerts',
  ],
  policy: ['rules', 'operator', 'versions', 'drafts', 'import'],
  consent: [
    'rules',
    'texts',
    'daily-counts',
    'wording',
    'ledger',
    'objections',
    'choices',
    'representatives',
    'restrictions',
    'countable',
    'terms',
    'changed',
    'replay',
    'unsubscribe',
    'receipts',
    'overview',
    'import',
  ],
  requests: [
    'rules',
    'deadlines',
    'forms',
    'record',
    'representatives',
    'attach',
    'access-reports',
    'view',
    'counts',
    'file',
    'execution',
    'steps',
    'queue',
    'visitor',
    'mails',
    'time',
  ],
  backups: ['rules', 'record', 'archive', 'create', 'restore', 'drill', 'target', 'state'],
  fulfilment: [
    'rules',
    'map',
    'lease',
    'erasure-record',
    'change-record',
    'package-record',
    'rows',
    'portal-source',
    'postgresql-source',
    'http-source',
    'sources',
    'source-states',
    'canary',
    'erase',
    'erasure-run',
    'retention',
    'package-content',
    'package',
    'package-run',
    'own-data',
    'change-run',
    'changes',
    'register',
    'sync-preferences',
    'usage',
  ],
  incidents: ['rules', 'record', 'register', 'affected', 'notices', 'term'],
  integrations: ['rules', 'keys', 'endpoints', 'webhooks', 'mail', 'export'],
  lookups: ['record', 'find', 'page'],
  assurance: [
    'rules',
    'record',
    'audits',
    'subprocessors',
    'registers',
    'measure',
    'trust',
    'oscal',
    'dpv',
    'policy-impact',
    'policy-git',
    'sample',
    'kit',
    'report',
    'audit-log',
    'statistics',
    'consents',
    'health',
  ],
}
const order = Object.keys(nouns)

/** More than this in one module needs a reason in the README of its noun: a line that begins with "More than 12 files". */
const FILES_A_MODULE = 12

type Place = { noun: string; module: string | null }

/** Where a path lies: `domain/<noun>/<file>` or `domain/<noun>/<module>/<file>`; null outside the domain. */
function placeOf(path: string): Place | null {
  const [layer, noun, second, third] = path.split('/')
  if (layer !== 'domain' || noun === undefined) return null
  return { noun, module: third === undefined || second === undefined ? null : second }
}

/** Breaches of the order of nouns and modules, of the ownership of tables, and of the purity of rules. */
export function checkNouns(tree: SourceTree): string[] {
  const files = [...tree.files.values()].filter(({ path }) => path.startsWith('domain/') && !isForTests(path))
  const owners = tableOwners(tree)
  return [
    ...files.flatMap(placeBreach),
    ...files.flatMap((file) => file.imports.flatMap((one) => importBreach(file, one))),
    ...files.flatMap((file) => foreignTables(file, owners)),
    ...largeModules(tree, files),
  ]
}

function placeBreach({ path }: SourceFile): string[] {
  const { noun = '', module = null } = placeOf(path) ?? {}
  const modules = nouns[noun]
  if (!modules) return [`${path}: ${noun} is not a noun of the domain`]
  if (module === null) return modules.length > 0 ? [`${path}: belongs into a module of ${noun}`] : []
  if (!modules.includes(module)) return [`${path}: ${module} is not a module of ${noun}`]
  return path.split('/').length > 4 ? [`${path}: a module has no folders`] : []
}

function importBreach(file: SourceFile, { target, line }: Import): string[] {
  const breach = (what: string) => [`${file.path}:${line}: imports ${target}: ${what}`]
  const from = placeOf(file.path)
  if (!from || target === null) return []
  if (isPure(file.path) && isImpure(target))
    return breach('rules are pure: they import only rules and shared codes')
  const table = /^db\/schema\/(.+)\.ts$/.exec(target)?.[1]
  if (table && !isCodes(target) && table !== from.noun)
    return breach(`the tables of ${table} belong to ${table}`)
  const to = placeOf(target)
  if (!to) return []
  if (order.indexOf(to.noun) > order.indexOf(from.noun)) return breach(`${from.noun} is below ${to.noun}`)
  const modules = nouns[from.noun] ?? []
  if (to.noun === from.noun && modules.indexOf(to.module ?? '') > modules.indexOf(from.module ?? ''))
    return breach(`${from.module} comes before ${to.module}`)
  return []
}

/** Files of the repository that are not rules, and packages that reach outside the process. */
const isImpure = (target: string) =>
  (/^(domain|platform|db|app|components|i18n|worker|cli)\//.test(target) &&
    !isPure(target) &&
    !pureSupport.includes(target)) ||
  /^(drizzle-orm|postgres)(\/|$)|^node:(fs|net|http|child_process)/.test(target)

/** Files outside `rules/` that are functions of their arguments too: the kernel has no modules. */
const pureSupport = [
  'domain/access/actor.ts',
  'domain/access/locale.ts',
  'domain/access/return-path.ts',
  'platform/plain-text.ts',
  'platform/untrusted-json.ts',
]

/** Which noun owns a table, by the table's name in the database. */
function tableOwners(tree: SourceTree): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const { path, text } of tree.files.values()) {
    const noun = /^db\/schema\/([a-z]+)\.ts$/.exec(path)?.[1]
    if (noun)
      for (const [, table] of text.matchAll(/\b(?:pgT|\.t)able\(\s*'(\w+)'/g)) owners.set(table ?? '', noun)
  }
  return owners
}

/** SQL text that names a table of another noun: what an import of its schema would have shown. */
function foreignTables({ path, program, lineAt }: SourceFile, owners: ReadonlyMap<string, string>): string[] {
  const noun = placeOf(path)?.noun
  return sqlTexts(program).flatMap(({ text, start }) =>
    [...text.matchAll(/\b(?:from|join|into|update)\s+(?:only\s+)?(?:\w+\.)?(\w+)/gi)].flatMap(
      ([, table = '']) => {
        const owner = owners.get(table)
        return owner && owner !== noun ? [`${path}:${lineAt(start)}: ${table} is a table of ${owner}`] : []
      },
    ),
  )
}

function largeModules(tree: SourceTree, files: readonly SourceFile[]): string[] {
  const modules = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')))
  return [...modules]
    .filter(([folder, { length }]) => length > FILES_A_MODULE && !isExplained(tree, folder))
    .map(([folder, { length }]) => `${folder}: ${length} files, more than ${FILES_A_MODULE}`)
}

const isExplained = (tree: SourceTree, folder: string) =>
  tree
    .readText(`${folder.split('/').slice(0, 2).join('/')}/README.md`)
    ?.includes(`More than ${FILES_A_MODULE} files`) ?? false
