import { type DomainFunction, domainFunctions, functionId, type Reference } from './functions.ts'
import type { SourceTree } from './source-tree.ts'
import { sqlTexts, walk } from './syntax.ts'

const authorize = functionId('domain/access/permissions.ts', 'authorize')
const append = functionId('domain/audit/record/append.ts', 'append')

/** What a line above or inside a function says to be let off, with its reason. */
const withoutPermission = /^no permission: \S.{9,}/
const withoutAudit = /^no audit record: \S.{9,}/

/**
 * A use case is an exported function of the domain that takes a context and not its caller's transaction. It must authorize,
 * itself or by passing its context to a function that does; if it writes, it must append an audit record in its own
 * transaction.
 */
export function checkUseCases(tree: SourceTree): string[] {
  const functions = domainFunctions(tree)
  const all = [...functions]
  const authorizing = closure(functions, calls(authorize), (reference) => reference.withContext)
  // What another use case writes and records is checked there.
  const ownPart = ({ to }: Reference) => !isUseCase(functions.get(to))
  const writing = closure(functions, writesRows, ownPart)
  const recording = closure(functions, records, ownPart)
  return all.flatMap(([id, one]) => {
    if (!isUseCase(one)) return []
    const at = `${one.file.path}:${one.file.lineAt(one.start)}: ${one.name}`
    return [
      ...(authorizing.has(id) || isExcused(one, withoutPermission) ? [] : [`${at} does not authorize`]),
      ...(!writing.has(id) || recording.has(id) || isExcused(one, withoutAudit)
        ? []
        : [`${at} writes without an audit record`]),
    ]
  })
}

/** The use cases that append an audit record in their own transaction, as `path#name`. */
export function recordingUseCases(tree: SourceTree): string[] {
  const functions = domainFunctions(tree)
  const recording = closure(functions, records, ({ to }) => !isUseCase(functions.get(to)))
  return [...recording].filter((id) => isUseCase(functions.get(id))).toSorted()
}

const records = (one: DomainFunction) => calls(append)(one) || insertsAuditRecord(one)

const isUseCase = (one: DomainFunction | undefined) =>
  one?.exported === true && one.context !== null && !one.takesTransaction

const calls = (id: string) => (one: DomainFunction) => one.references.some(({ to }) => to === id)

/** The functions for which `begins` holds, and those that refer to one of them in a way that `counts`. */
function closure(
  functions: ReadonlyMap<string, DomainFunction>,
  begins: (one: DomainFunction) => boolean,
  counts: (reference: Reference) => boolean,
): ReadonlySet<string> {
  const found = new Set([...functions].filter(([, one]) => begins(one)).map(([id]) => id))
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const [id, { references }] of functions)
      if (references.some((reference) => found.has(reference.to) && counts(reference))) found.add(id)
  }
  return found
}

/** Inserts, updates or deletes rows, through Drizzle or as SQL. */
function writesRows({ node, file }: DomainFunction): boolean {
  const tables = new Set(
    file.imports.flatMap(({ target, names }) => (target?.startsWith('db/schema/') ? [...names.keys()] : [])),
  )
  let writes = sqlTexts(node).some(({ text }) =>
    /\b(insert\s+into|delete\s+from|update\s+\w+\s+set)\b/i.test(text),
  )
  walk(node, ({ type, callee, arguments: given }) => {
    if (type !== 'CallExpression' || callee.type !== 'MemberExpression') return
    if (/^(insert|update|delete)$/.test(callee.property.name) && tables.has(given[0]?.name)) writes = true
  })
  return writes
}

const insertsAuditRecord = ({ node }: DomainFunction) =>
  sqlTexts(node).some(({ text }) => /\binsert\s+into\s+audit_event\b/i.test(text))

/** Says so in the comments directly above the function, or inside it. */
function isExcused({ file, node, start }: DomainFunction, pattern: RegExp): boolean {
  let line = file.lineAt(start)
  const above = file.comments.toReversed().filter((comment) => {
    if (file.lineAt(comment.end) !== line - 1) return false
    line = file.lineAt(comment.start)
    return true
  })
  const inside = file.comments.filter((comment) => comment.start > start && comment.end < node.end)
  return [...above, ...inside].some(({ text }) => pattern.test(text))
}
