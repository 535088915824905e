import type { SourceFile, SourceTree } from './source-tree.ts'
import { type Node, walk } from './syntax.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** `app/[locale]/my/page.tsx` is reached at `/my`. */
const addressOf = (path: string) =>
  path.replace(/^app(\/\[locale\])?/, '').replace(/\/(page\.tsx|route\.ts)$/, '') || '/'

/** Pages, route handlers and server actions of `app/`, in whatever form they are exported. */
export function appEntryPoints(tree: SourceTree): string[] {
  return [...tree.files.values()].flatMap(({ path, exports }) => {
    if (!path.startsWith('app/')) return []
    if (path.endsWith('/page.tsx')) return [`page ${addressOf(path)}`]
    if (path.endsWith('/actions.ts')) return exports.map((name) => `action ${name}`)
    if (!path.endsWith('/route.ts')) return []
    const handled = exports.includes('*') ? ['*'] : methods.filter((method) => exports.includes(method))
    return handled.map((method) => `route ${method} ${addressOf(path)}`)
  })
}

/** Entry points that the table does not name, names without an entry point, and names that two share. */
export function compareEntryPoints(found: readonly string[], table: readonly string[]): string[] {
  return [
    ...found.filter((name) => !table.includes(name)).map((name) => `${name}: missing in the table`),
    ...table.filter((name) => !found.includes(name)).map((name) => `${name}: does not exist`),
    ...found.filter((name, at) => found.indexOf(name) !== at).map((name) => `${name}: exists twice`),
  ]
}

const isServer = (path: string) =>
  (/^(server\.ts$|app\/_server\/front\/)/.test(path) || path === 'platform/http/metrics.ts') &&
  !path.includes('.test.')

/**
 * Addresses that the server compares a request with although no entry point has them. `table` as in `compareEntryPoints`;
 * addresses of the API are below `/api/v1`.
 */
export function unknownServerAddresses(tree: SourceTree, table: readonly string[]): string[] {
  const addresses = table.map((name) => {
    const address = name.split(' ').at(-1) ?? ''
    return name.startsWith('api ') ? [address, `/api/v1${address}`] : [address]
  })
  return [...tree.files.values()]
    .filter(({ path }) => isServer(path))
    .flatMap((file) =>
      comparedAddresses(file)
        .filter(({ text }) => !addresses.flat().some((address) => address.startsWith(text)))
        .map(({ text, line }) => `${file.path}:${line}: ${text} is not an entry point`),
    )
}

function comparedAddresses({ program, lineAt }: SourceFile): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = []
  const add = (node: Node | null | undefined) => {
    const text = node?.type === 'TemplateLiteral' ? node.quasis[0].value.raw : node?.value
    if (node && typeof text === 'string' && /^\/[a-z_.]/i.test(text))
      found.push({ text, line: lineAt(node.start) })
  }
  walk(program, (node) => {
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator))
      for (const side of [node.left, node.right]) add(side)
    if (node.type === 'SwitchCase') add(node.test)
    if (
      node.type === 'CallExpression' &&
      node.callee.type === 'MemberExpression' &&
      /^(startsWith|endsWith|includes|has|get|on)$/.test(node.callee.property.name)
    )
      for (const given of node.arguments) add(given)
    if (node.type === 'Property' && node.key.type === 'Literal') add(node.key)
  })
  return found
}
