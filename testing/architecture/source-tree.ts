import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { type Node, walk } from './syntax.ts'

type Parsed = ReturnType<typeof parseSync>

export type Import = {
  /** Path of the imported file in the repository, or the name of a package; null when it is computed at run time. */
  target: string | null
  line: number
  /** Only types are imported: the import does not exist at run time. */
  typeOnly: boolean
  /** Imported names by their local name; empty for re-exports and dynamic imports. */
  names: ReadonlyMap<string, string>
}

export type SourceFile = {
  path: string
  text: string
  program: Node
  imports: readonly Import[]
  /** Names that the file exports in any form; `*` when it re-exports all of another file. */
  exports: readonly string[]
  comments: readonly { start: number; end: number; text: string }[]
  lineAt: (offset: number) => number
}

/** Every file of the repository that is not ignored, and the TypeScript and JavaScript ones parsed. */
export type SourceTree = {
  paths: readonly string[]
  files: ReadonlyMap<string, SourceFile>
  /** The text of any file; undefined when there is none. */
  readText: (path: string) => string | undefined
}

const root = join(import.meta.dirname, '../..')

export function readRepository(): SourceTree {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const paths = listed.split('\n').filter((path) => path && existsSync(join(root, path)))
  const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
  const files = new Map(paths.filter(isSource).map((path) => [path, parse(path, textOf(path))]))
  return { paths, files, readText: (path) => (paths.includes(path) ? textOf(path) : undefined) }
}

/** The same tree with files added or replaced. */
export function withFiles(tree: SourceTree, texts: Record<string, string>): SourceTree {
  const files = new Map(tree.files)
  for (const [path, text] of Object.entries(texts)) if (isSource(path)) files.set(path, parse(path, text))
  const paths = [...new Set([...tree.paths, ...Object.keys(texts)])]
  return { paths, files, readText: (path) => texts[path] ?? tree.readText(path) }
}

const isSource = (path: string) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts')

/** Tests, support for tests, journeys and measurements: they may import everything. */
export const isForTests = (path: string) => /\.test\.(tsx?|mjs)$|^(testing|e2e|bench)\//.test(path)

function parse(path: string, text: string): SourceFile {
  const { program, module, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const nodes = program as unknown as Node
  return {
    path,
    text,
    program: nodes,
    imports: importsOf(path, text, module, nodes, lineAt),
    exports: module.staticExports.flatMap(({ entries }) =>
      entries.map(({ exportName }) => (exportName.kind === 'Default' ? 'default' : (exportName.name ?? '*'))),
    ),
    comments: comments.map(({ start, end, value }) => ({ start, end, text: value.trim() })),
    lineAt,
  }
}

function importsOf(
  path: string,
  text: string,
  module: Parsed['module'],
  program: Node,
  lineAt: SourceFile['lineAt'],
): Import[] {
  const found: Import[] = []
  const add = (specifier: string | null, start: number, typeOnly = false, names: [string, string][] = []) =>
    found.push({ target: resolve(path, specifier), line: lineAt(start), typeOnly, names: new Map(names) })
  for (const { start, moduleRequest, entries } of module.staticImports)
    add(
      moduleRequest.value,
      start,
      entries.length > 0 && entries.every(({ isType }) => isType),
      entries.map(({ localName, importName }) => [localName.value, importName.name ?? importName.kind]),
    )
  for (const { start, entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest) add(moduleRequest.value, start, isType)
  for (const { start, moduleRequest } of module.dynamicImports)
    add(constantText(text.slice(moduleRequest.start, moduleRequest.end)), start)
  walk(program, (node) => {
    if (node.type === 'TSImportType')
      add(constantText(text.slice(node.source.start, node.source.end)), node.start, true)
    const isRequire = node.type === 'CallExpression' && node.callee.name === 'require'
    if (isRequire) add(constantText(text.slice(node.arguments[0]?.start, node.arguments[0]?.end)), node.start)
  })
  return found
}

/** The text of a string or template literal without placeholders; null for any other expression. */
const constantText = (code: string) => /^(['"`])([^'"`$\\]*)\1$/.exec(code)?.[2] ?? null

function resolve(path: string, specifier: string | null): string | null {
  if (specifier?.startsWith('#')) return specifier.slice(1)
  if (specifier?.startsWith('.')) return join(dirname(path), specifier)
  return specifier
}
