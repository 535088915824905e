import parse, { type Info } from 'spdx-expression-parse'
import { nameOf } from '#platform/packages/package-faults.ts'
import type { LockFile } from './lock-file.ts'

/** Licences that ask for no more than their own text and the names of the authors. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]

/** Other licences of packages that run in production, for these packages only. */
export const others: readonly { licence: string; packages: RegExp; why: string }[] = [
  {
    licence: 'MPL-2.0',
    packages: /^lightningcss(-[\w-]+)?$/,
    why: 'used unchanged as a tool of the build; the duty to publish is for changed files of its own',
  },
  {
    licence: 'LGPL-3.0-or-later',
    packages: /^@img\/sharp-(libvips-|wasm32|win32-)/,
    why: 'libvips, which Next installs with sharp: a library of its own that can be exchanged. The portal never loads it (images.unoptimized)',
  },
  {
    licence: 'OFL-1.1',
    packages: /^@fontsource-variable\//,
    why: 'fonts, served unchanged',
  },
  {
    licence: 'CC-BY-4.0',
    packages: /^caniuse-lite$/,
    why: 'a table of what browsers can do, read by the build; its source is named in the list of components',
  },
]

/** Packages whose manifest names no licence of the SPDX list: the licence that their own text is. */
export const unnamed: Record<string, { says: string; is: string; why: string }> = {
  duck: {
    says: 'BSD',
    is: 'BSD-2-Clause',
    why: 'its LICENSE has the two clauses; BSD alone is no name of the SPDX list',
  },
}

/** Licences of production packages that nobody has allowed. */
export const licenceBreaches = ({ packages }: LockFile): string[] =>
  Object.entries(packages).flatMap(([path, { dev, license }]) => {
    if (path === '' || dev) return []
    const name = nameOf(path)
    const known = unnamed[name]
    const licence = known && known.says === license ? known.is : license
    if (!licence) return [`${path}: names no licence`]
    try {
      return isAllowed(name, parse(licence)) ? [] : [`${path}: ${licence} is not allowed`]
    } catch {
      return [`${path}: ${licence} is no licence of SPDX`]
    }
  })

/** With OR one of them is enough, with AND all count. */
function isAllowed(name: string, info: Info): boolean {
  if ('conjunction' in info) {
    const sides = [info.left, info.right].map((side) => isAllowed(name, side))
    return info.conjunction === 'or' ? sides.includes(true) : !sides.includes(false)
  }
  const licence = `${info.license}${info.plus ? '+' : ''}`
  return (
    permissive.includes(licence) || others.some((one) => one.licence === licence && one.packages.test(name))
  )
}
