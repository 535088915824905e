import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Block } from '#components/staff/block.tsx'
import { DenseTable } from '#components/staff/dense-table.tsx'
import { PrintButton } from '#components/staff/print-button.tsx'
import { PrintSheet } from '#components/staff/print-sheet.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { type Worded, WordedState } from '#components/staff/worded-state.tsx'
import { type Registers, readRegisters } from '#domain/assurance/registers/read-registers.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { staffContext } from '../../../_server/session/staff-context.ts'
import { duePath, dueWords, registerPaths } from './register-words.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'registers' })
  return { title: t('title') }
}

/** All registers, what is due next on top. */
export default async function RegistersPage({ params }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, `/${locale}/staff/registers`, 'registers.read')
  const t = await getTranslations('registers')
  const { due, registers } = await readRegisters(ctx)
  return (
    <PrintSheet head={t('title')}>
      <StaffTitle meta={t('lead')} actions={<PrintButton word={t('print')} />}>
        {t('title')}
      </StaffTitle>
      <Block id="due" title={t('due.title')} note={t('due.note')}>
        {due.length === 0 ? (
          <p className="text-soft">{t('due.none')}</p>
        ) : (
          <DueTable locale={locale} due={due} />
        )}
      </Block>
      <Block id="all" title={t('all.title')} note={t('all.note')}>
        <ul className="grid gap-x-14 lg:grid-cols-2">
          {registers.map((register) => (
            <Entry key={register.name} locale={locale} register={register} />
          ))}
        </ul>
      </Block>
    </PrintSheet>
  )
}

function DueTable({ locale, due }: { locale: Locale; due: Registers['due'] }) {
  const t = translator(locale, 'registers')
  const heads = ['what', 'day', 'state', 'register'] as const
  return (
    <DenseTable
      caption={t('due.title')}
      heads={heads.map((head) => t(`columns.${head}`))}
      rows={due.map((item) => {
        const { what, about, day, state } = dueWords(locale, item)
        return {
          key: `${item.kind} ${item.id}`,
          head: (
            <>
              <a href={duePath(locale, item)}>{what}</a>
              {about ? <span className="block text-soft">{about}</span> : null}
            </>
          ),
          cells: [
            { label: t('columns.day'), value: day, short: true },
            { label: t('columns.state'), value: <WordedState {...state} /> },
            { label: t('columns.register'), value: t(`names.${item.register}`) },
          ],
        }
      })}
    />
  )
}

/** A register with how it stands and what comes next in it. */
function Entry({ locale, register }: { locale: Locale; register: Registers['registers'][number] }) {
  const t = translator(locale, 'registers')
  const { name, open, next } = register
  const state: Worded =
    open > 0
      ? { tone: 'due', word: t('all.open', { count: open }) }
      : { tone: 'kept', word: t('all.inOrder') }
  const words = next ? dueWords(locale, next) : null
  return (
    <li className="border-t border-rule py-3">
      <a
        className="inline-flex min-h-6 items-center font-semibold"
        href={`/${locale}/staff/${registerPaths[name]}`}
      >
        {t(`names.${name}`)}
      </a>
      <p className="text-small text-soft">{t(`hints.${name}`)}</p>
      {name === 'processing' || name === 'transfers' ? null : (
        <p className="mt-1 text-small">
          <WordedState
            {...state}
            detail={words ? t('all.next', { what: words.what, day: words.day }) : t('all.nothing')}
          />
        </p>
      )}
    </li>
  )
}
