import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { contextFor } from '#domain/access/context.ts'
import { makeKitNow } from '#domain/assurance/kit/make-kits.ts'
import { NothingSealed } from '#domain/assurance/kit/write-kit.ts'
import { kitFileName, kitQuerySchema } from '#domain/assurance/rules/kit-query.ts'
import { kitReadme } from '#i18n/audit-kit.ts'
import { defaultLocale, type Locale, locales } from '#i18n/locales.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'

const why: Record<string, string> = {
  'no-such-date': 'is a day, as 2026-11-30',
  'before-from': 'is before --from',
  'too-long': 'is more than a year after --from',
  'not-after-period': 'must lie after the period',
}

export const auditKitCommand: Command = {
  name: 'audit kit',
  summary:
    'writes one archive for an auditor: log, proofs, receipts, decisions, a sample and evidence of a period',
  options: [
    { flags: '--from <day>', summary: 'the first day in Almaty', required: true },
    { flags: '--to <day>', summary: 'the last day, today at the latest', required: true },
    {
      flags: '--day <day>',
      summary: 'the day whose checkpoint draws the sample; the day after the period without it',
    },
    { flags: '--locale <locale>', summary: 'the language of the README: kk, ru or en' },
    { flags: '--output <file>', summary: 'audit-kit-FROM-TO.tar.gz without it; is never overwritten' },
  ],
  async run({ options, open }) {
    const { from, to, day = '' } = options
    const parsed = kitQuerySchema.safeParse({ from, to, day })
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: ['from'], message: '' }
      throw new WrongUse(`--${String(path[0])}: ${why[message] ?? message}`)
    }
    const locale = localeOf(options.locale)
    const file = resolve(options.output ?? kitFileName(parsed.data))
    if (existsSync(file)) throw new CommandFailed(`${file} is there already`)
    const services = open({ deadlineMs: 120_000 })
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'audit kit' }, locale })
      if (parsed.data.to > almatyDate(ctx.clock.now())) throw new WrongUse('--to: has not come yet')
      const { counts, size, sha256 } = await makeKitNow(ctx, parsed.data, {
        readme: kitReadme(locale),
        write: (content) => writeWhole(file, content),
      })
      return {
        json: { file, size, sha256: sha256.toString('hex'), ...counts },
        lines: [
          `${file}: ${size} bytes`,
          `${sha256.toString('hex')}  SHA-256`,
          ...Object.entries(counts).map(([name, count]) => `${name}: ${count}`),
          'README.md in it has the commands that check it.',
        ],
      }
    } catch (error) {
      if (error instanceof NothingSealed) throw new CommandFailed(error.message)
      throw error
    } finally {
      await services.database.close()
    }
  },
}

function localeOf(typed: string | undefined): Locale {
  const locale = locales.find((one) => one === (typed ?? defaultLocale))
  if (!locale) throw new WrongUse('--locale: kk, ru or en')
  return locale
}

/** A file of that name is whole, and only its owner reads it. */
async function writeWhole(file: string, content: AsyncIterable<Buffer>): Promise<void> {
  const part = `${file}.part`
  try {
    await pipeline(content, createWriteStream(part, { mode: 0o600, flush: true }))
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}
