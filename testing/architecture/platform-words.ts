import { isForTests, type SourceTree } from './source-tree.ts'

/**
 * Words of the domain. `platform/` is what any product needs, so none of them belongs there, in names or in comments.
 * `policy` alone is left out: a Content-Security-Policy is one.
 */
const words = [
  'consent',
  'withdrawal',
  'ledger',
  'learner',
  'staff',
  'officer',
  'clearance',
  'privacy policy',
  'policy version',
  'clause',
  'receipt',
  'unsubscribe',
  'data request',
  'refusal',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
]

/** A mail has a subject; anywhere else in `platform/` the word means a data subject. */
const isMail = (path: string) => path.startsWith('platform/mail/')

export function checkPlatformWords(tree: SourceTree): string[] {
  return [...tree.files.values()]
    .filter(({ path }) => path.startsWith('platform/') && !isForTests(path))
    .flatMap(({ path, text }) =>
      `${path}\n${text}`
        .split('\n')
        .flatMap((line, index) =>
          wordsIn(line, isMail(path)).map((word) => `${path}:${index}: "${word}" is a word of the domain`),
        ),
    )
}

function wordsIn(line: string, mail: boolean): string[] {
  // camelCase, snake_case and kebab-case become words.
  const plain = line
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase()
  return [...words, ...(mail ? [] : ['subject'])].filter((word) => new RegExp(`\\b${word}s?\\b`).test(plain))
}
