import { isForTests, type SourceTree } from './source-tree.ts'
import { type Node, walk } from './syntax.ts'

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Tables under row-level security, as the schema names them in TypeScript. */
export function guardedTables(tree: SourceTree): string[] {
  const text = tree.readText('db/migrations/0001_row_level_security.sql') ?? ''
  const listed = [...text.matchAll(/'(?:public|keystore)\.(\w+)'/g)].map(([, name = '']) => name)
  return [...listed, 'audit_event'].map(camelCase)
}

const usesTable = ['from', 'innerJoin', 'leftJoin', 'insert', 'update', 'delete', '$count']

/**
 * Statements on a table under row-level security outside a transaction: nothing says there how far they reach, so they find
 * no row, and what asks whether there is one goes on as if there were none.
 */
export function statementsWithoutReach(tree: SourceTree): string[] {
  const tables = guardedTables(tree)
  return [...tree.files.values()]
    .filter(({ path }) => !isForTests(path))
    .flatMap(({ path, program, lineAt }) => {
      const found: string[] = []
      walk(program, (node) => {
        if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return
        const [table] = node.arguments
        if (!usesTable.includes(node.callee.property.name) || !tables.includes(table?.name)) return
        if (isOutsideTransaction(node.callee.object))
          found.push(`${path}:${lineAt(node.start)}: ${table.name}`)
      })
      return found
    })
}

/** Whether a chain of calls begins at `db`, by itself or of a database. */
function isOutsideTransaction(node: Node): boolean {
  if (node.type === 'CallExpression') return isOutsideTransaction(node.callee)
  if (node.type === 'MemberExpression')
    return node.property.name === 'db' || isOutsideTransaction(node.object)
  return node.type === 'Identifier' && node.name === 'db'
}
