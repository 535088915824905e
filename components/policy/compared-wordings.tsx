import type { ComparedField, ComparedWording } from '#domain/consent/wording/compare-wordings.ts'
import { MarkedWords } from './marked-words.tsx'

type Props = {
  compared: readonly ComparedWording[]
  texts: {
    title: string
    fields: Record<ComparedField, string>
    states: Record<ComparedWording['state'], string>
    titleOf(name: string): string
  }
}

/** Purposes and topics whose words differ between two versions, marked as clauses are. */
export function ComparedWordings({ compared, texts }: Props) {
  if (compared.length === 0) return null
  return (
    <section className="policy-part max-w-measure" aria-labelledby="wordings-compared">
      <h2 id="wordings-compared" className="text-part leading-[1.25]">
        {texts.title}
      </h2>
      {compared.map(({ name, state, fields }) => (
        <section key={name} className="clause" aria-labelledby={`${name}-compared`}>
          <h3 id={`${name}-compared`} className="font-ui text-lead leading-[1.35] tracking-normal">
            {texts.titleOf(name)}
          </h3>
          <p className="text-small font-semibold">{texts.states[state]}</p>
          <dl>
            {fields.map(({ field, marks }) => (
              <div key={field} className="mt-2">
                <dt className="text-small text-soft">{texts.fields[field]}</dt>
                <dd className="font-read text-read leading-[1.62]">
                  <MarkedWords marks={marks} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </section>
  )
}
