import { auditActions } from '#db/schema/audit-codes.ts'
import { isForTests, type SourceFile, type SourceTree } from './source-tree.ts'
import { type Node, sqlTexts, walk } from './syntax.ts'

const append = 'domain/audit/record/append.ts'

/**
 * Actions of the list that no code appends any more, and records that are written past `append`, whose type knows the list: the
 * compiler finds an action that is not in it.
 */
export function checkAuditActions(tree: SourceTree): string[] {
  const files = [...tree.files.values()].filter(({ path }) => !isForTests(path))
  const appending = files.filter(({ imports }) => imports.some(({ target }) => target === append))
  const named = new Set(appending.flatMap(texts))
  const computed = appending.flatMap(templates)
  const words = new Set(files.filter(({ path }) => /^(domain|db)\//.test(path)).flatMap(texts))
  const isComputed = (action: string) =>
    computed.some((pattern) =>
      action
        .match(pattern)
        ?.slice(1)
        .every((part) => words.has(part)),
    )
  return [
    ...auditActions
      .filter((action) => !named.has(action) && !isComputed(action))
      .map((action) => `${action}: no code appends it`),
    ...files
      .filter(({ path, program }) => path !== append && insertsRecord(program))
      .map(({ path }) => `${path}: inserts into audit_event without append`),
    ...tree.paths
      .filter((path) => path.endsWith('.sql') && inserts.test(tree.readText(path) ?? ''))
      .map((path) => `${path}: inserts into audit_event without append`),
  ]
}

const inserts = /\binsert\s+into\s+"?audit_event\b/i

const insertsRecord = (program: Node) => sqlTexts(program).some(({ text }) => inserts.test(text))

function texts({ program, path }: SourceFile): string[] {
  const found: string[] = []
  // The list itself appends nothing.
  if (path === 'db/schema/audit-codes.ts') return found
  walk(program, ({ type, value }) => {
    if (type === 'Literal' && typeof value === 'string') found.push(value)
  })
  return found
}

/** Templates with a point, as patterns of the actions that they compute: `incident.${step}`. */
function templates({ program }: SourceFile): RegExp[] {
  const found: RegExp[] = []
  walk(program, ({ type, quasis }) => {
    if (type !== 'TemplateLiteral') return
    const pieces: string[] = quasis.map(({ value }: Node) => value.raw)
    const isAction = /^[a-z-]+\./.test(pieces[0] ?? '') && pieces.every((piece) => /^[a-z.-]*$/.test(piece))
    if (isAction)
      found.push(new RegExp(`^${pieces.map((piece) => piece.replaceAll('.', '\\.')).join('(.+)')}$`))
  })
  return found
}
