import { type Import, isForTests, type SourceFile, type SourceTree } from './source-tree.ts'

/** The folders and files at the top, and which of them each may import. Documented in docs/architecture.md. */
const layers: Record<string, readonly string[]> = {
  'server.ts': ['app', 'domain', 'platform', 'i18n'],
  'auth.ts': ['app', 'platform'],
  app: ['components', 'domain', 'platform', 'db', 'i18n', 'auth.ts'],
  components: ['domain', 'i18n'],
  worker: ['domain', 'platform', 'db', 'i18n'],
  cli: ['domain', 'platform', 'db', 'i18n'],
  domain: ['platform', 'db'],
  platform: ['db'],
  db: [],
  i18n: [],
  // Copied into other people's programs.
  client: [],
  // Runs before anything is installed.
  launch: [],
}
/** Layers that know nothing of the product; all others may import the shared codes, and days and the clock of Almaty. */
const withoutCodes = ['platform', 'client', 'launch']
const others = ['.ci', 'bench', 'deploy', 'docs', 'e2e', 'public', 'testing']
const rootFiles =
  /^(README\.md|\.gitignore|\.npmrc|package(-lock)?\.json|tsconfig\.json|biome\.json|next-env\.d\.ts|[a-z]+\.config\.m?ts|postcss\.config\.mjs)$/

/** Single imports that the table does not allow, each with its reason. */
const exceptions: readonly { from: string; to: string; why: string }[] = [
  {
    from: 'cli/openapi.ts',
    to: 'app/v1/openapi.ts',
    why: 'prints the description of the API, which is generated from its routes',
  },
  {
    from: 'db/dump/throwaway-server.ts',
    to: 'launch/embedded-postgres.mjs',
    why: 'a backup is restored for trial on a server of its own, which the launcher knows how to start',
  },
]

const layerOf = (path: string) => path.split('/')[0] ?? path

/** Breaches of the layers: unknown folders at the top, imports that point up, and what each layer may see of the one below. */
export function checkLayers(tree: SourceTree): string[] {
  const unknown = tree.paths
    .filter((path) => !(layerOf(path) in layers || others.includes(layerOf(path)) || rootFiles.test(path)))
    .map((path) => `${path}: not a known folder or file at the top`)
  return [
    ...unknown,
    ...production(tree).flatMap((file) => file.imports.flatMap((one) => importBreach(file, one))),
  ]
}

const production = (tree: SourceTree) =>
  [...tree.files.values()].filter(({ path }) => layerOf(path) in layers && !isForTests(path))

function importBreach(file: SourceFile, { target, line, typeOnly }: Import): string[] {
  const breach = (what: string) => [`${file.path}:${line}: ${what}`]
  const from = layerOf(file.path)
  if (target === null) return breach('imports a file whose name is computed')
  if (isException(file.path, target)) return []
  if ((isCodes(target) || isTime(target)) && !withoutCodes.includes(from)) return []
  const to = layerOf(target)
  if (to === 'testing') return breach(`imports ${target}: production code does not import test support`)
  const isInternal = to in layers || others.includes(to)
  if (isInternal && to !== from && !layers[from]?.includes(to))
    return breach(`imports ${target}: ${from} may not see ${to}`)
  if (from === 'app' || from === 'components') {
    if (isDatabase(target)) return breach(`imports ${target}: only the domain queries tables`)
  }
  if (from === 'components' && to === 'domain' && !typeOnly && !isPure(target))
    return breach(`imports ${target}: components see only types and rules of the domain`)
  if (!mayUseFramework.test(file.path) && isFramework(target))
    return breach(`imports ${target}: the framework stays in app`)
  return []
}

const isException = (from: string, to: string) => exceptions.some((one) => one.from === from && one.to === to)

/** Tables, the client and query builders; not the errors that an entry point maps to answers. */
const isDatabase = (target: string) =>
  /^(drizzle-orm|postgres)(\/|$)/.test(target) || (target.startsWith('db/') && target !== 'db/errors.ts')

/** Tuples of codes that tables, rules and forms share. */
export const isCodes = (target: string) => /^db\/schema\/[a-z-]+-codes\.ts$/.test(target)

/** Days and the clock of Almaty: functions of their arguments. */
const isTime = (target: string) => target.startsWith('platform/time/')

/** Modules of rules: functions of their arguments, the same in the browser and on the server. */
export const isPure = (path: string) =>
  isCodes(path) || isTime(path) || /^domain\/([a-z-]+\/rules|requests\/(deadlines|forms))\//.test(path)

const mayUseFramework = /^(app|components)\/|^(server|auth|next\.config)\.ts$|^i18n\/request\.ts$/
/** The types of next-auth's adapter are plain TypeScript. */
const isFramework = (target: string) =>
  /^(next|react|react-dom|next-intl|next-auth)(\/|$)/.test(target) && target !== 'next-auth/adapters'

/** Exceptions that no import needs any more. */
export function unusedExceptions(tree: SourceTree): string[] {
  return exceptions
    .filter(({ from, to }) => !tree.files.get(from)?.imports.some(({ target }) => target === to))
    .map(({ from, to }) => `${from} -> ${to}`)
}
