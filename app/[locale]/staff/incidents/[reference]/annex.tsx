import { RadioField } from '#components/form/radio-field.tsx'
import { Block } from '#components/staff/block.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { annexReasons } from '#domain/incidents/register/export-annex.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { newPassphrase } from '#platform/crypto/age-lock.ts'

type Props = {
  locale: Locale
  /** The page of the incident. */
  here: string
  /** The page that asks for a code first; null when a recent one was given. */
  confirmFirst: string | null
}

/** The list of people for the authority, as an encrypted file. */
export function Annex({ locale, here, confirmFirst }: Props) {
  const t = translator(locale, 'incidents')
  const passphrase = newPassphrase()
  return (
    <Block id="annex" title={t('annex.title')} note={t('annex.note')}>
      {confirmFirst === null ? (
        <form method="post" action={`${here}/annex`} className="max-w-measure print:hidden">
          <RadioField
            name="reason"
            label={t('annex.reason')}
            options={annexReasons.map((value) => ({ value, word: t(`annex.reasons.${value}`) }))}
            chosen="notice"
          />
          <p className="mt-3 font-semibold">{t('annex.passphrase')}</p>
          <p className="font-mono wrap-anywhere" translate="no">
            {passphrase}
          </p>
          <p className="mt-1 text-small text-soft">{t('annex.keep')}</p>
          <p className="mt-1 text-small text-soft">{t('annex.how')}</p>
          <input type="hidden" name="passphrase" value={passphrase} />
          <Button look="plain" className="mt-4">
            {t('annex.get')}
          </Button>
        </form>
      ) : (
        <ButtonLink look="plain" href={confirmFirst}>
          {t('annex.get')}
        </ButtonLink>
      )}
    </Block>
  )
}
