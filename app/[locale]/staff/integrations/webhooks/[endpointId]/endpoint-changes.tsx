import { PressForm } from '#components/form/press-form.tsx'
import { Section } from '#components/ui/section.tsx'
import type { EndpointEntry } from '#domain/integrations/endpoints/list-endpoints.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { changeSecret, turnOffEndpoint, turnOnEndpoint } from '../../actions.ts'
import { FoldedPress } from '../../folded-press.tsx'
import { integrationErrors } from '../../integration-texts.ts'
import { secretTexts } from '../secret-texts.ts'
import { RotateForm } from './rotate-form.tsx'

type Props = { locale: Locale; endpoint: EndpointEntry; here: string; signInPath: string }

/** What an administrator who gave a code lately can change of a webhook. */
export function EndpointChanges({ locale, endpoint, here, signInPath }: Props) {
  const t = translator(locale, 'integrations')
  const { endpointId } = endpoint
  const words = integrationErrors(locale)
  const common = { words, signInPath, fields: { endpointId } }
  return (
    <>
      <Section id="secret-change" title={t('hook.secret')}>
        <RotateForm
          endpointId={endpointId}
          words={words}
          signInPath={signInPath}
          action={changeSecret}
          texts={{ note: t('hook.rotateNote'), press: t('hook.rotateNow'), pressing: t('saving') }}
          secretTexts={secretTexts(locale, true)}
          keptPath={here}
        />
      </Section>
      <Section id="switch" title={endpoint.disabledAt ? t('hook.on') : t('hook.offNow')}>
        {endpoint.disabledAt ? (
          <>
            <p className="mb-3 max-w-measure text-small text-soft">{t('hook.onNote')}</p>
            <PressForm
              {...common}
              action={turnOnEndpoint}
              texts={{ press: t('hook.on'), pressing: t('saving') }}
              look="plain"
            />
          </>
        ) : (
          <FoldedPress
            {...common}
            action={turnOffEndpoint}
            summary={t('hook.off')}
            note={t('hook.offNote')}
            texts={{ press: t('hook.offNow'), pressing: t('saving') }}
          />
        )}
      </Section>
    </>
  )
}
