import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { describe, expect, test } from 'vitest'
import { locales } from './locales.ts'
import { messages } from './messages.ts'

function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]]
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) =>
    leaves(value, path ? `${path}.${key}` : key),
  )
}

const byLocale = Object.fromEntries(locales.map((locale) => [locale, new Map(leaves(messages[locale]))]))
const of = (locale: string) => byLocale[locale] ?? new Map<string, string>()
const keys = [...of('en').keys()]

/** Names of arguments and tags, and the branches of each plural, in the order of their names. */
function shape(elements: MessageFormatElement[]): { args: Set<string>; plurals: string[][] } {
  const args = new Set<string>()
  const plurals: string[][] = []
  const visit = (list: MessageFormatElement[]) => {
    for (const element of list) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue
      args.add(`${element.type === TYPE.tag ? '<>' : ''}${element.value}`)
      if (element.type === TYPE.tag) visit(element.children)
      if (element.type !== TYPE.plural && element.type !== TYPE.select) continue
      if (element.type === TYPE.plural)
        plurals.push(Object.keys(element.options).filter((one) => !one.startsWith('=')))
      for (const option of Object.values(element.options)) visit(option.value)
    }
  }
  visit(elements)
  return { args, plurals }
}

const pluralForms: Record<string, string[]> = {
  kk: ['one', 'other'],
  ru: ['few', 'many', 'one', 'other'],
  en: ['one', 'other'],
}

describe('messages', () => {
  test('there are some in every language, and the same ones', () => {
    expect(keys.length).toBeGreaterThan(100)
    for (const locale of locales) expect([...of(locale).keys()].sort()).toEqual([...keys].sort())
  })

  test('none is empty, padded or left in another language’s alphabet', () => {
    for (const locale of locales)
      for (const [key, text] of of(locale))
        expect(text.trim() === text && text !== '', `${locale} ${key}`).toBe(true)
    const latin = [...of('kk'), ...of('ru')].filter(([, text]) => /^[A-Za-z ,.!?'’-]{25,}$/.test(text))
    expect(latin).toEqual([])
  })

  test('take the same arguments in every language', () => {
    for (const key of keys) {
      const wanted = [...shape(parse(of('en').get(key) ?? '')).args].sort()
      for (const locale of locales)
        expect([...shape(parse(of(locale).get(key) ?? '')).args].sort(), `${locale} ${key}`).toEqual(wanted)
    }
  })

  test('have every plural form of their language', () => {
    for (const locale of locales)
      for (const [key, text] of of(locale))
        for (const forms of shape(parse(text)).plurals)
          expect([...forms].sort(), `${locale} ${key}`).toEqual(pluralForms[locale])
  })

  test('leave dates, times and numbers to the helpers of dates', () => {
    const formatted = locales.flatMap((locale) =>
      [...of(locale)].filter(([, text]) => /\{\s*\w+\s*,\s*(?:date|time|number)\b/.test(text)),
    )
    expect(formatted).toEqual([])
  })

  test('are all used, and every key that is used exists', () => {
    const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file && !/\.test\.|\.d\.ts$|^i18n\/messages/.test(file))
      .map((file) => readFileSync(join(import.meta.dirname, '..', file), 'utf8'))
      .join('\n')
    const unused = keys.filter((key) => !isNamed(key, sources))
    expect(unused).toEqual([])
  })
})

/** A key is used when a string or template is its path below a namespace, or when a whole branch above it is handed on. */
function isNamed(key: string, sources: string): boolean {
  const segments = key.split('.')
  return segments.slice(1).some((_, index) => {
    const from = index + 1
    const above = segments.slice(0, from).map(escaped).join('\\.')
    if (from > 1 && !new RegExp(`['"\`]${above}['"\`]`).test(sources)) return false
    return pathPattern(segments.slice(from)).test(sources) || isHandedOn(segments, from, sources)
  })
}

/** `messages[locale].errors` hands on a namespace, `t.raw('fields')` a branch. */
function isHandedOn(segments: string[], from: number, sources: string): boolean {
  if (new RegExp(`messages\\[[^\\]]+\\]\\.${escaped(segments[0] ?? '')}\\b`).test(sources)) return true
  const branches = segments.slice(from).map((_, end) =>
    segments
      .slice(from, from + end + 1)
      .map(escaped)
      .join('\\.'),
  )
  return branches.some((branch) => new RegExp(`raw\\(\\s*['"\`]${branch}['"\`]`).test(sources))
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The path as written in a string; a part of it may be a hole of a template, but never all of it. */
function pathPattern(tail: string[]): RegExp {
  const hole = '\\$\\{[^}]+\\}'
  const parts = tail.map((segment) =>
    tail.length > 1 ? `(?:${escaped(segment)}|${hole})` : escaped(segment),
  )
  const anyLiteral = tail.map((segment) => escaped(segment)).join('|')
  return new RegExp(`['"\`](?=[^'"\`]*(?:${anyLiteral}))${parts.join('\\.')}['"\`]`)
}
