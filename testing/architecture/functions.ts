import { isForTests, type SourceFile, type SourceTree } from './source-tree.ts'
import { type Node, walk } from './syntax.ts'

/** A function at the top level of a file of the domain. */
export type DomainFunction = {
  file: SourceFile
  name: string
  exported: boolean
  node: Node
  /** Where its statement begins. */
  start: number
  /** Name of its parameter of type `Context` or `Services`: with it the function reaches the database by itself. */
  context: string | null
  /** It works in the transaction of its caller, who has authorized. */
  takesTransaction: boolean
  references: readonly Reference[]
}

/** A use of another function, by `path#name`. `withContext`: called with the caller's own context. */
export type Reference = { to: string; withContext: boolean }

export const functionId = (path: string, name: string) => `${path}#${name}`

/** All of them by `path#name`, in whatever form they are declared or exported. */
export function domainFunctions(tree: SourceTree): Map<string, DomainFunction> {
  const found = new Map<string, DomainFunction>()
  for (const file of tree.files.values()) {
    if (!file.path.startsWith('domain/') || isForTests(file.path)) continue
    for (const declared of topLevelFunctions(file.program))
      found.set(functionId(file.path, declared.name), describe(file, declared))
  }
  return found
}

type Declared = { name: string; node: Node; start: number }

function topLevelFunctions(program: Node): Declared[] {
  return program.body.flatMap((statement: Node) => {
    const { start } = statement
    const declared: Node = statement.declaration ?? statement
    if (declared.type === 'FunctionDeclaration')
      return [{ name: declared.id?.name ?? 'default', node: declared, start }]
    if (isFunction(declared)) return [{ name: 'default', node: declared, start }]
    if (declared.type !== 'VariableDeclaration') return []
    return declared.declarations.flatMap(({ id, init }: Node) =>
      isFunction(init) ? [{ name: id.name, node: init, start }] : [],
    )
  })
}

const isFunction = (node: Node | null) => /^(ArrowFunction|Function)Expression$/.test(node?.type ?? '')

function describe(file: SourceFile, { name, node, start }: Declared): DomainFunction {
  const context = node.params.find((param: Node) => isTyped(param, ['Context', 'Services']))?.name ?? null
  return {
    file,
    name,
    exported: file.exports.includes(name),
    node,
    start,
    context,
    takesTransaction: node.params.some((param: Node) => isTyped(param, ['Transaction'])),
    references: referencesOf(file, node.body, context),
  }
}

const isTyped = (param: Node, types: readonly string[]) =>
  param.type === 'Identifier' && types.includes(param.typeAnnotation?.typeAnnotation?.typeName?.name)

function referencesOf(file: SourceFile, body: Node, context: string | null): Reference[] {
  const found: Reference[] = []
  walk(body, (node) => {
    if (node.type !== 'CallExpression') return
    const names: Node[] = node.arguments.filter(({ type }: Node) => type === 'Identifier')
    if (node.callee.type === 'Identifier')
      found.push({
        to: definitionOf(file, node.callee.name),
        withContext: names.some(({ name }) => name === context),
      })
    // Functions passed to another, such as `rows.map(writeRow)`.
    for (const { name } of names) found.push({ to: definitionOf(file, name), withContext: false })
  })
  return found
}

/** Where a name of a file is defined: in the file that it is imported from, or in this one. */
function definitionOf(file: SourceFile, name: string): string {
  const imported = file.imports.find(({ names }) => names.has(name))
  return functionId(imported?.target ?? file.path, imported?.names.get(name) ?? name)
}
