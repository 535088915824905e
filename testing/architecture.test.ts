import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

// The house of docs/architecture.md: four floors, an arrow only ever goes down.
const root = join(import.meta.dirname, '..')
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file && !/\.test\.tsx?$|^testing\/|^e2e\/|\.d\.ts$|^bench\/|^launch\//.test(file))

const rooms: Record<string, readonly string[]> = {
  'server.ts': ['app', 'domain', 'platform', 'db', 'i18n'],
  'auth.ts': ['app', 'domain', 'platform', 'i18n'],
  app: ['components', 'domain', 'platform', 'db', 'i18n', 'auth.ts'],
  // The worker asks the app which pages are public, to render them.
  worker: ['domain', 'platform', 'db', 'i18n', 'app'],
  // The command line prints the description of the API, which is made where the API is.
  cli: ['domain', 'platform', 'db', 'i18n', 'worker', 'app'],
  components: ['i18n', 'domain'],
  domain: ['platform', 'db'],
  platform: ['db'],
  db: [],
  i18n: [],
  // Is copied into other people's programs.
  client: [],
}

// Who may know whom among the nouns.
const nouns = [
  'access',
  'audit',
  'people',
  'staff',
  'policy',
  'consent',
  'requests',
  'fulfilment',
  'assurance',
  'integrations',
]

const roomOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? file) : file)

function importsOf(file: string) {
  const text = readFileSync(join(root, file), 'utf8')
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
  return found.flatMap((target) => {
    if (target.startsWith('#')) return [target.slice(1)]
    if (target.startsWith('.')) return [relative(root, resolve(root, dirname(file), target))]
    return []
  })
}

const arrows = files.flatMap((file) => importsOf(file).map((target) => ({ file, target })))

describe('the house', () => {
  test('has files to look at', () => expect(arrows.length).toBeGreaterThan(50))

  test('no arrow goes up a floor', () => {
    const wrong = arrows.filter(({ file, target }) => {
      const from = roomOf(file)
      const to = roomOf(target)
      const allowed = rooms[from]
      return from !== to && allowed !== undefined && !allowed.includes(to)
    })
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([])
  })

  test('the nouns of the domain know only those below them', () => {
    const wrong = arrows.filter(({ file, target }) => {
      const [, from] = file.split('/')
      const [room, to] = target.split('/')
      if (!file.startsWith('domain/') || room !== 'domain' || !from || !to || from === to) return false
      return nouns.indexOf(to) === -1 || nouns.indexOf(to) > nouns.indexOf(from)
    })
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([])
  })

  test('the framework stays in app: the domain and the platform run without it', () => {
    const wrong = files.filter(
      (file) =>
        /^(domain|platform|db|i18n|worker|cli)\//.test(file) &&
        file !== 'i18n/request.ts' &&
        /from '(next|react|next-intl|next-auth)(\/(?!adapters)[^']*)?'/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
    )
    expect(wrong).toEqual([])
  })

  test('only actions.ts files are server actions', () => {
    const wrong = files.filter(
      (file) =>
        !/\/actions\.ts$/.test(file) &&
        /^\s*['"]use server['"]/m.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  // The sample platform's schema is a file of its own, and its names are constants.
  test('no raw SQL text is built from values', () => {
    const wrong = files.filter(
      (file) =>
        !file.startsWith('db/seed/platform/') && /sql\.raw\(/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(wrong).toEqual([])
  })

  test('no room is named after nothing', () => {
    const wrong = files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|manager)(\/|\.tsx?$)/.test(file))
    expect(wrong).toEqual([])
  })
})
